"""The context of a view: acting member, navigation, number of overdue obligations."""
