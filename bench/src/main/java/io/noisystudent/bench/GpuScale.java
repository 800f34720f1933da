package io.noisystudent.bench;

import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.inference.Device;
import java.util.List;

/**
 * How much is computed for each part of {@link GpuCommand}: on a GPU as much as the figures need, on a CPU so little that
 * the parts run to their end.
 *
 * @param large side of the images that stand for photographs
 * @param images whose logits are compared
 * @param runs of each of two classifiers at the same time
 * @param cycles how often each model is opened and closed
 * @param smallRound images in one measurement at 32 pixels
 * @param largeRound the same at {@code large}
 * @param largeNetworks whose speed is measured at {@code large}
 * @param leastOfBare what part the classifier's images per second have to be of bare ONNX Runtime's
 */
record GpuScale(
        int large,
        int images,
        int runs,
        int cycles,
        List<Integer> batches,
        int smallRound,
        int largeRound,
        List<String> largeNetworks,
        double leastOfBare) {
    private static final int SMALL = 32;
    private static final int CHANNELS = 3;

    static GpuScale of(Device device) {
        return device == Device.CPU
                ? new GpuScale(64, 8, 3, 3, List.of(4), 8, 4, List.of("efficientnet-b0"), 0.1)
                : new GpuScale(
                        224, 64, 20, 10, List.of(32, 256), 8192, 1024, List.of("resnet-50", "efficientnet-b0"), 0.97);
    }

    ImageShape smallImage() {
        return new ImageShape(SMALL, SMALL, CHANNELS);
    }

    ImageShape largeImage() {
        return new ImageShape(large, large, CHANNELS);
    }

    /** Images in one measurement of images of that shape. */
    int round(ImageShape shape) {
        return shape.equals(smallImage()) ? smallRound : largeRound;
    }
}
