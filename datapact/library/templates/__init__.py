"""Templates of the house: one of DataPact with own clauses in place of shipped ones, and answers given in advance."""
