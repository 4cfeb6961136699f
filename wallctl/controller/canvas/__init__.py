"""The wall as a canvas: scale, painting, gestures, and the widget that joins them. Knows no session."""
