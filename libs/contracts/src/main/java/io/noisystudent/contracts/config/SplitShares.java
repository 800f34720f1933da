package io.noisystudent.contracts.config;

/** How labeled samples without a split header are divided, by a stable hash of their key; shares sum to one. */
public record SplitShares(
        @Key(
                allowed = "[0, 1]",
                defaultValue = "0.8",
                doc = "share of the labeled samples without the header `split`, by a stable hash of their"
                        + " key, that are trained on")
        double train,

        @Key(allowed = "[0, 1]", defaultValue = "0.1", doc = "share of these samples that the gate uses")
        double validation,

        @Key(
                allowed = "[0, 1]",
                defaultValue = "0.1",
                doc = "share of these samples that is only reported; the three shares sum to 1")
        double test) {}
