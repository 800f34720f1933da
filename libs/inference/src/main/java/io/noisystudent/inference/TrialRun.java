package io.noisystudent.inference;

import ai.onnxruntime.OrtException;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.networks.graph.Graph;
import io.noisystudent.networks.onnx.OnnxReader;
import io.noisystudent.networks.validation.ServedSignature;
import io.noisystudent.networks.validation.Shapes;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a foreign model on a few images of noise, and on flat ones, before it is accepted: it must end in time, give finite
 * numbers and probabilities that are the softmax of the logits, once, and judge each image by itself.
 */
public final class TrialRun {
    private static final Logger LOG = LoggerFactory.getLogger(TrialRun.class);
    static final int IMAGES = 3;
    private static final String NOISE = "images of noise";
    private static final byte[] FLAT = {0, 0x7f, (byte) 0xff};
    private static final float SUM_TOLERANCE = 1e-3f;
    private static final float BATCH_TOLERANCE = 1e-3f;

    private final Classifier classifier;
    private final int classes;

    private TrialRun(Classifier classifier) {
        this.classifier = classifier;
        this.classes = classifier.classes().size();
    }

    /**
     * Works out what the model needs, opens it on one CPU thread and tries it.
     *
     * @param limit for the run, without opening; it is checked between operations, of which not all are bounded beforehand:
     *     who tries a foreign model does it in a process that can be ended
     * @throws NoisyStudentException as {@link Classifier#open} and {@link Shapes#checkKnown} do, and
     *     {@code TRIAL_RUN_FAILED}
     */
    public static void check(byte[] model, Duration limit) {
        InferenceOptions options = InferenceOptions.defaults()
                .withDevice(Device.CPU)
                .withThreads(1)
                .withMaxBatch(IMAGES);
        Graph graph = OnnxReader.read(model);
        ServedSignature.of(graph).image(graph).ifPresent(image -> Shapes.checkKnown(graph, image, IMAGES));
        ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(TrialRun::daemon);
        try (Classifier classifier = Classifier.open(graph, model, options)) {
            ScheduledFuture<?> timeout =
                    clock.schedule(() -> terminate(classifier), limit.toMillis(), TimeUnit.MILLISECONDS);
            new TrialRun(classifier).check();
            timeout.cancel(false);
        } finally {
            clock.shutdownNow();
        }
    }

    /**
     * Only that the numbers are finite and the probabilities their softmax.
     *
     * @throws NoisyStudentException {@code TRIAL_RUN_FAILED}, or of the device
     */
    static void checkNumbers(Classifier classifier) {
        TrialRun trial = new TrialRun(classifier);
        trial.checkFlat();
        classifier.input().put(trial.noise());
        ClassifierOutputs outputs = classifier.run(IMAGES);
        trial.checkRows(NOISE, copy(outputs.logits()), copy(outputs.probabilities()));
    }

    private byte[] noise() {
        byte[] noise = new byte[IMAGES * classifier.imageShape().bytes()];
        new Random(0).nextBytes(noise);
        return noise;
    }

    private void check() {
        checkNoise();
        checkFlat();
    }

    /** A network that divides by the spread of an image may give NaN for one that has none. */
    private void checkFlat() {
        int bytes = classifier.imageShape().bytes();
        byte[] flat = new byte[IMAGES * bytes];
        for (int image = 0; image < IMAGES; image++) {
            Arrays.fill(flat, image * bytes, (image + 1) * bytes, FLAT[image]);
        }
        classifier.input().put(flat);
        ClassifierOutputs predictions = classifier.run(IMAGES);
        checkRows("a black, a gray and a white image", copy(predictions.logits()), copy(predictions.probabilities()));
    }

    private void checkNoise() {
        byte[] noise = noise();
        classifier.input().put(noise);
        ClassifierOutputs together = classifier.run(IMAGES);
        float[] logits = copy(together.logits());
        checkRows(NOISE, logits, copy(together.probabilities()));
        requireNoProbabilities(NOISE, logits);
        int last = IMAGES - 1;
        ByteBuffer input = classifier.input();
        input.put(
                noise,
                last * classifier.imageShape().bytes(),
                classifier.imageShape().bytes());
        FloatBuffer alone = classifier.run(1).logits();
        for (int k = 0; k < classes; k++) {
            float difference = Math.abs(alone.get(k) - logits[last * classes + k]);
            if (difference > BATCH_TOLERANCE * (1 + Math.abs(alone.get(k)))) {
                throw failed(
                        NOISE,
                        "an image's logits differ by " + difference
                                + " with the other images of its batch; export the model in inference mode");
            }
        }
    }

    private void checkRows(String images, float[] logits, float[] probabilities) {
        for (int row = 0; row < IMAGES; row++) {
            double sum = 0;
            double largest = Double.NEGATIVE_INFINITY;
            for (int k = 0; k < classes; k++) {
                float logit = logits[row * classes + k];
                if (!Float.isFinite(logit)) {
                    throw failed(images, "logits hold " + logit);
                }
                largest = Math.max(largest, logit);
            }
            for (int k = 0; k < classes; k++) {
                sum += Math.exp(logits[row * classes + k] - largest);
            }
            for (int k = 0; k < classes; k++) {
                double expected = Math.exp(logits[row * classes + k] - largest) / sum;
                float found = probabilities[row * classes + k];
                // Written so that NaN fails too.
                if (!(Math.abs(found - expected) <= SUM_TOLERANCE)) {
                    throw failed(
                            images,
                            "the probability of class " + k + " is " + found + ", the softmax of the logits is "
                                    + (float) expected);
                }
            }
        }
    }

    /** Otherwise the softmax is one of probabilities, and no class ever gets much more than the others. */
    private void requireNoProbabilities(String images, float[] logits) {
        for (int row = 0; row < IMAGES; row++) {
            double sum = 0;
            for (int k = row * classes; k < (row + 1) * classes; k++) {
                if (logits[k] < 0) {
                    return;
                }
                sum += logits[k];
            }
            if (Math.abs(sum - 1) > SUM_TOLERANCE) {
                return;
            }
        }
        throw failed(
                images,
                "the logits are never negative and sum to one: they are probabilities already, and their softmax is none of"
                        + " the network; import the original file with ./noisy-student import, which finds the logits");
    }

    private static void terminate(Classifier classifier) {
        try {
            classifier.terminate();
        } catch (OrtException e) {
            LOG.warn("trial-run=not-terminated reason=\"{}\"", e.getMessage());
        }
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "trial-run-clock");
        thread.setDaemon(true);
        return thread;
    }

    private static float[] copy(FloatBuffer buffer) {
        float[] values = new float[buffer.remaining()];
        buffer.get(values);
        return values;
    }

    private static NoisyStudentException failed(String images, String what) {
        return new NoisyStudentException(ErrorCode.TRIAL_RUN_FAILED, "model", "on " + images + " " + what);
    }
}
