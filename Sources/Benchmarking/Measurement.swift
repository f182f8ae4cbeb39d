// The measurements.
