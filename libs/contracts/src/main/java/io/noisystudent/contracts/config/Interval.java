package io.noisystudent.contracts.config;

/** The values that a number may take, written as in mathematics: {@code [0, 1)} has 0 and lacks 1. */
record Interval(String text, double low, double high, boolean withLow, boolean withHigh) {
    static Interval of(String text) {
        int comma = text.indexOf(',');
        return new Interval(
                text,
                Double.parseDouble(text.substring(1, comma)),
                Double.parseDouble(text.substring(comma + 1, text.length() - 1)),
                text.startsWith("["),
                text.endsWith("]"));
    }

    boolean contains(double value) {
        return (withLow ? value >= low : value > low) && (withHigh ? value <= high : value < high);
    }
}
