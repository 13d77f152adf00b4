"""What the sharing decision rests on: the question, agreements in force, compliance records, adequacy."""
