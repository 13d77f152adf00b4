"""Fields for terms, parties and questions."""
