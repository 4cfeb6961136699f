"""Drawing kit and scenes of the recorded streams."""
