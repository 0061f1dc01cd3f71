"""What is true: values without input or output."""
