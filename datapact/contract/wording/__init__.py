"""The parts of requirements that the wording of a contract provides: paragraphs compared with the released ones, by their skeletons."""
