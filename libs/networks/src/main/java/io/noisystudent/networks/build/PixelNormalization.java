package io.noisystudent.networks.build;

import java.util.Collections;
import java.util.List;

/** Per channel mean and standard deviation of pixels on the scale 0 to 1; the graph computes (pixel/255 - mean)/std. */
public record PixelNormalization(List<Float> mean, List<Float> std) {
    /** What pixels are multiplied by first. */
    static final float PIXEL_SCALE = 1 / 255f;

    public PixelNormalization {
        mean = List.copyOf(mean);
        std = List.copyOf(std);
        if (mean.size() != std.size() || mean.isEmpty()) {
            throw new IllegalArgumentException("normalization has " + mean.size() + " means and " + std.size()
                    + " deviations; give one of each per channel");
        }
        for (int c = 0; c < mean.size(); c++) {
            if (!Float.isFinite(mean.get(c)) || !Float.isFinite(std.get(c)) || std.get(c) <= 0) {
                throw new IllegalArgumentException("normalization of channel " + c + " is mean " + mean.get(c)
                        + ", std " + std.get(c) + "; both are finite and std is positive");
            }
        }
    }

    /** Mean 0.5 and deviation 0.25 in every channel: pixels become -2 to 2, whatever the data. */
    public static PixelNormalization standard(int channels) {
        return new PixelNormalization(Collections.nCopies(channels, 0.5f), Collections.nCopies(channels, 0.25f));
    }

    int channels() {
        return mean.size();
    }
}
