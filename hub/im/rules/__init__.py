"""Who is told what, how often and in which words: rules, templates, and the sentence they make."""
