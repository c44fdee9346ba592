"""Values that properties are tried on."""

from hypothesis import strategies as st

numbers = st.floats(min_value=-1e6, max_value=1e6, allow_nan=False).map(lambda value: round(value, 3))
samples = st.lists(numbers, min_size=1, max_size=40)
varied_samples = st.lists(numbers, min_size=2, max_size=40).filter(lambda values: max(values) - min(values) > 0.01)
confidences = st.sampled_from([0.5, 0.8, 0.9, 0.95, 0.99])
