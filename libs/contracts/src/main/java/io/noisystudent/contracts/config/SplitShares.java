package io.noisystudent.contracts.config;

/** How labelled samples without a split header are divided, by a stable hash of their key; shares sum to one. */
public record SplitShares(double train, double validation, double test) {
    public static final SplitShares DEFAULT = new SplitShares(0.8, 0.1, 0.1);
}
