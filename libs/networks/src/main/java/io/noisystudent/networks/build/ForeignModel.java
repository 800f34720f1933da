package io.noisystudent.networks.build;

import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import java.util.List;

import static java.util.Objects.requireNonNull;

/**
 * What has to be declared about a model that was made elsewhere, because its file does not say.
 *
 * @param image shape of the images that it will get
 * @param classes names in the order of its output
 * @param layout order of the axes of its input
 * @param scale what pixels of 0 to 255 are multiplied by first: 1/255 for most, 1 for some
 * @param normalization mean and deviation per channel after that scale, in the network's order of channels
 * @param channels order in which it takes the colors
 */
public record ForeignModel(
        ImageShape image,
        List<String> classes,
        Layout layout,
        float scale,
        PixelNormalization normalization,
        ChannelOrder channels) {
    public ForeignModel {
        requireNonNull(image, "image is null");
        requireNonNull(layout, "layout is null");
        requireNonNull(channels, "channels is null");
        classes = List.copyOf(classes);
        if (!Float.isFinite(scale) || scale <= 0) {
            throw new IllegalArgumentException("scale is " + scale + "; it is finite and positive");
        }
        if (normalization.channels() != image.channels()) {
            throw new IllegalArgumentException("normalization has " + normalization.channels()
                    + " channels and the image " + image + " has " + image.channels());
        }
        if (channels == ChannelOrder.BGR && image.channels() != 3) {
            throw new NoisyStudentException(
                    ErrorCode.CONFIG_INVALID,
                    "channels",
                    "BGR is an order of three channels, and the images have " + image.channels() + "; leave it out");
        }
    }

    /** Of a network that takes red, green and blue in this order. */
    public ForeignModel(
            ImageShape image, List<String> classes, Layout layout, float scale, PixelNormalization normalization) {
        this(image, classes, layout, scale, normalization, ChannelOrder.RGB);
    }
}
