"""Requirements that the wording of a contract meets, part by part, and the findings where it does not."""
