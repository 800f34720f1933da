package io.noisystudent.learning.training;

import io.noisystudent.contracts.random.SplitMix64;

/**
 * The Beta distribution with two equal parameters.
 *
 * <p>Source: Jöhnk, "Erzeugung von betaverteilten und gammaverteilten Zufallszahlen", Metrika 8 (1964), in logarithms, in
 * which small parameters do not make 0 of all powers. Of some {@code 4^alpha} tries one succeeds.
 */
record Beta(double alpha) {
    double draw(SplitMix64 random) {
        while (true) {
            double x = Math.log(1 - random.nextDouble()) / alpha;
            double y = Math.log(1 - random.nextDouble()) / alpha;
            if (Math.exp(x) + Math.exp(y) <= 1) {
                return 1 / (1 + Math.exp(y - x));
            }
        }
    }
}
