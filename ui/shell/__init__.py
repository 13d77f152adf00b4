"""The window itself: start, rail, menus, palette, lock."""
