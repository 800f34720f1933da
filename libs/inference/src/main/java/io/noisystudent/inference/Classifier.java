package io.noisystudent.inference;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.contracts.config.Resize;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.event.Execution;
import io.noisystudent.networks.graph.Graph;
import io.noisystudent.networks.graph.ModelMetadata;
import io.noisystudent.networks.onnx.OnnxReader;
import io.noisystudent.networks.onnx.OnnxWriter;
import io.noisystudent.networks.validation.ServedSignature;
import io.noisystudent.networks.validation.Shapes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A served model, ready to label: write images into {@link #input()}, call {@link #run}, read the predictions.
 *
 * <pre>{@code
 * try (Classifier classifier = Classifier.open(file, InferenceOptions.defaults())) {
 *     ByteBuffer input = classifier.input();
 *     images.forEach(input::put);
 *     Predictions predictions = classifier.run(images.size());
 * }
 * }</pre>
 *
 * <p>For one thread at a time, because the memory is reused; {@link #close} may come from another and waits for a run
 * to end. Every use after that throws {@link IllegalStateException}.
 */
public final class Classifier implements AutoCloseable {
    private final Object lock = new Object();
    private final SharedSession shared;
    private final ClassifierBuffers memory;
    private final PinnedMemory pinned;
    private final List<String> classes;
    private final Resize resize;
    private final int maxBatch;
    private final @Nullable BoundBatch[] batches;
    private final OrtSession.RunOptions runOptions;
    private volatile boolean closed;

    private Classifier(
            SharedSession shared, ClassifierBuffers memory, List<String> classes, Resize resize, int maxBatch)
            throws OrtException {
        this.shared = shared;
        this.memory = memory;
        this.classes = classes;
        this.resize = resize;
        this.maxBatch = maxBatch;
        this.batches = new BoundBatch[maxBatch + 1];
        this.runOptions = new OrtSession.RunOptions();
        this.pinned = shared.pin(memory);
    }

    /**
     * Opens a model file's bytes, which may be foreign.
     *
     * @throws NoisyStudentException as {@link OnnxReader}, {@link ServedSignature} and {@link Shapes} do, {@code BAD_GRAPH} if ONNX
     *     Runtime does not accept it, {@code DEVICE_UNAVAILABLE}, {@code DEVICE_MEMORY}, {@code DEVICE_FAILED}
     */
    public static Classifier open(byte[] model, InferenceOptions options) {
        return open(OnnxReader.read(model), model, options);
    }

    /** Opens a model file. */
    public static Classifier open(Path model, InferenceOptions options) throws IOException {
        Graph graph = OnnxReader.read(model);
        return open(graph, OnnxWriter.write(graph), options);
    }

    /** Opens a graph that is in memory. */
    public static Classifier open(Graph graph, InferenceOptions options) {
        return open(graph, OnnxWriter.write(graph), options);
    }

    /** @param model the file of that graph */
    static Classifier open(Graph graph, byte[] model, InferenceOptions options) {
        ServedSignature signature = ServedSignature.of(graph);
        ImageShape image = signature
                .image(graph)
                .orElseThrow(() -> new NoisyStudentException(
                        ErrorCode.SIGNATURE_MISMATCH,
                        ModelMetadata.IMAGE,
                        "the model takes images of any size; its metadata must name one as " + ModelMetadata.IMAGE
                                + "=[height,width,channels]"));
        List<String> classes = ModelMetadata.classes(graph).orElseGet(() -> numbers(signature.classes()));
        signature.requireClasses(graph, classes);
        // Before a session exists, because opening one already computes what is constant.
        Shapes.checkKnown(graph, image, 1);
        ClassifierBuffers memory = ClassifierBuffers.allocate(image, classes.size(), options.maxBatch());
        SharedSession session =
                Sessions.open(graph, model, options, converted -> tryNumbers(converted, image, classes));
        return over(session, memory, classes, ModelMetadata.resize(graph), options.maxBatch());
    }

    /** On a few images: activations of half precision end at 65504, and what is beyond makes numbers that are none. */
    static void tryNumbers(SharedSession session, ImageShape image, List<String> classes) {
        ClassifierBuffers memory = ClassifierBuffers.allocate(image, classes.size(), TrialRun.IMAGES);
        Classifier classifier = over(session.share(), memory, classes, Resize.STRETCH, TrialRun.IMAGES);
        try {
            TrialRun.checkNumbers(classifier);
        } finally {
            classifier.close();
        }
    }

    private static Classifier over(
            SharedSession shared, ClassifierBuffers memory, List<String> classes, Resize resize, int maxBatch) {
        try {
            return new Classifier(shared, memory, classes, resize, maxBatch);
        } catch (OrtException e) {
            throw new IllegalStateException("ONNX Runtime gives no run options", e);
        }
    }

    /** The same model with memory of its own, so that another thread can run it at the same time; to be closed too. */
    public Classifier sibling() {
        synchronized (lock) {
            requireOpen();
            ClassifierBuffers own = ClassifierBuffers.allocate(memory.image(), classes.size(), maxBatch);
            return over(shared.share(), own, classes, resize, maxBatch);
        }
    }

    /** The shape of one image. */
    public ImageShape imageShape() {
        return memory.image();
    }

    /** How images of another aspect are brought to that shape. */
    public Resize resize() {
        return resize;
    }

    /** The class names in the order of the columns; numbers from 0 when the file does not name them. */
    public List<String> classes() {
        return classes;
    }

    /** Where it runs: {@link Device#CUDA} or {@link Device#CPU}. */
    public Device device() {
        return shared.device();
    }

    /** What computes, for the records of its results. */
    public Execution execution() {
        return shared.execution();
    }

    /** Most images in one run. */
    public int maxBatch() {
        return maxBatch;
    }

    /**
     * The images of the next run, one after the other as uint8 (H,W,C): always the same direct memory of
     * {@code maxBatch} images, with the position at its start. It keeps its content from run to run.
     */
    public ByteBuffer input() {
        synchronized (lock) {
            requireOpen();
            return memory.input().duplicate().clear().order(ByteOrder.nativeOrder());
        }
    }

    /**
     * Classifies the first {@code count} images of the input; the result does not depend on what lies behind them.
     *
     * @throws NoisyStudentException {@code TRIAL_RUN_FAILED} if the model cannot digest them; {@code DEVICE_MEMORY}; {@code
     *     DEVICE_FAILED}, after which this process cannot use the device any more
     */
    public ClassifierOutputs run(int count) {
        synchronized (lock) {
            requireOpen();
            if (count < 1 || count > maxBatch) {
                throw new IllegalArgumentException("count is " + count + "; a batch has 1 to " + maxBatch + " images");
            }
            try {
                BoundBatch batch = batches[count];
                if (batch == null) {
                    batch = new BoundBatch(memory, count);
                    batches[count] = batch;
                }
                return batch.run(shared.session(), runOptions);
            } catch (OrtException e) {
                throw shared.deviceError(e)
                        .orElseGet(() -> new NoisyStudentException(
                                ErrorCode.TRIAL_RUN_FAILED,
                                "run",
                                "the model failed on " + count + " images: " + Sessions.firstLine(e),
                                e));
            }
        }
    }

    /**
     * Runs one full batch, so that the first real one is as fast as the others. Before it one image, where TensorRT
     * computes: it builds its engine for all sizes between those that it has seen.
     */
    public void warmUp() {
        if (shared.buildsForSizes()) {
            run(1);
        }
        run(maxBatch);
    }

    /** Makes a run that is under way fail at its next node; from another thread. */
    void terminate() throws OrtException {
        synchronized (runOptions) {
            if (!closed) {
                runOptions.setTerminate(true);
            }
        }
    }

    @Override
    public void close() {
        synchronized (lock) {
            if (closed) {
                return;
            }
            synchronized (runOptions) {
                closed = true;
                runOptions.close();
            }
            for (BoundBatch batch : batches) {
                if (batch != null) {
                    batch.close();
                }
            }
            pinned.close();
            shared.release();
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the classifier is closed");
        }
    }

    private static List<String> numbers(int classes) {
        return IntStream.range(0, classes).mapToObj(Integer::toString).toList();
    }
}
