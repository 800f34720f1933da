package io.noisystudent.trainer.training;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.inference.Classifier;
import io.noisystudent.inference.Device;
import io.noisystudent.inference.InferenceOptions;
import io.noisystudent.learning.module.GraphModule;
import io.noisystudent.learning.module.Mode;
import io.noisystudent.learning.torch.Compute;
import io.noisystudent.learning.torch.HostMemory;
import io.noisystudent.learning.torch.NativeScope;
import io.noisystudent.networks.graph.Graph;
import java.nio.ByteBuffer;
import java.util.SplittableRandom;

/**
 * Makes sure that the file that will be served computes what was trained: the logits of a few random images agree
 * between libtorch on the device and ONNX Runtime on the processor, both in float32, without TF32.
 */
final class ExportCheck {
    private static final int IMAGES = 8;
    private static final double RELATIVE_TOLERANCE = 1e-3;

    private ExportCheck() {}

    /** @throws NoisyStudentException {@code PARITY_LOST} when a logit differs by more than a thousandth of the largest */
    static void check(Graph trained, byte[] onnx, Compute compute) {
        try (Classifier served = Classifier.open(
                        onnx, InferenceOptions.defaults().withDevice(Device.CPU).withMaxBatch(IMAGES));
                GraphModule network = GraphModule.of(trained, compute)) {
            ByteBuffer images =
                    ByteBuffer.allocateDirect(IMAGES * served.imageShape().bytes());
            SplittableRandom random = new SplittableRandom(IMAGES);
            while (images.hasRemaining()) {
                images.put((byte) random.nextInt());
            }
            served.input().clear().put(images.flip());
            float[] actual = new float[IMAGES * served.classes().size()];
            served.run(IMAGES).logits().get(actual);
            compare(expected(compute, network, images.rewind(), served), actual, trained.name());
        }
    }

    private static float[] expected(Compute compute, GraphModule network, ByteBuffer images, Classifier served) {
        compute.prepareThread();
        return NativeScope.call(() -> compute.inFullFloat(() -> HostMemory.floats(network.forward(
                        compute.onDevice(compute.overBytes(
                                images,
                                IMAGES,
                                served.imageShape().height(),
                                served.imageShape().width(),
                                served.imageShape().channels())),
                        Mode.EVALUATION)
                .logits())));
    }

    private static void compare(float[] expected, float[] actual, String network) {
        double scale = 1;
        double difference = 0;
        for (int i = 0; i < expected.length; i++) {
            scale = Math.max(scale, Math.abs(expected[i]));
            difference = Math.max(difference, Math.abs(expected[i] - actual[i]));
        }
        if (!(difference <= RELATIVE_TOLERANCE * scale)) {
            throw new NoisyStudentException(
                    ErrorCode.PARITY_LOST,
                    network,
                    "the exported file's logits differ by " + difference
                            + " from the trained network's, whose largest is " + scale
                            + "; the student was not registered");
        }
    }
}
