package io.noisystudent.networks.build;

import io.noisystudent.contracts.config.ImageShape;
import java.util.List;

import static java.util.Objects.requireNonNull;

/**
 * What has to be declared about a model that was made elsewhere, because its file does not say.
 *
 * @param image shape of the images that it will get
 * @param classes names in the order of its output
 * @param layout order of the axes of its input
 * @param scale what pixels of 0 to 255 are multiplied by first: 1/255 for most, 1 for some
 * @param normalization mean and deviation per channel after that scale
 */
public record ForeignModel(
        ImageShape image, List<String> classes, Layout layout, float scale, PixelNormalization normalization) {
    public ForeignModel {
        requireNonNull(image, "image is null");
        requireNonNull(layout, "layout is null");
        classes = List.copyOf(classes);
        if (!Float.isFinite(scale) || scale <= 0) {
            throw new IllegalArgumentException("scale is " + scale + "; it is finite and positive");
        }
        if (normalization.channels() != image.channels()) {
            throw new IllegalArgumentException("normalization has " + normalization.channels()
                    + " channels and the image " + image + " has " + image.channels());
        }
    }
}
