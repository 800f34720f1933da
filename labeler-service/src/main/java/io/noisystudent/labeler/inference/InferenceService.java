package io.noisystudent.labeler.inference;

import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.event.ModelRef;
import io.noisystudent.labeler.models.LoadedModel;
import io.noisystudent.labeler.models.ModelCache;
import io.noisystudent.labeler.models.Teacher;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Answers the Open Inference Protocol for the pipeline's model: the version that is asked for, or the teacher.
 *
 * <p>Thread-safe. Refusals carry {@code NOT_FOUND}, {@code BAD_REQUEST}, {@code TOO_LARGE}, {@code TOO_BUSY} or the
 * code of an image that cannot be read.
 */
public final class InferenceService {
    private static final String PIXELS = "UINT8";
    private static final String SCORES = "FP32";
    private static final String TEXTS = "BYTES";

    private final String model;
    private final ModelCache models;
    private final Teacher teacher;
    private final Admission admission;
    private final InferenceStatistics statistics;

    /** @param model name of the pipeline's model */
    public InferenceService(
            String model, ModelCache models, Teacher teacher, Admission admission, InferenceStatistics statistics) {
        this.model = model;
        this.models = models;
        this.teacher = teacher;
        this.admission = admission;
        this.statistics = statistics;
    }

    /** The names of all models. */
    public List<String> names() {
        return List.of(model);
    }

    /** Whether a version, or with null the teacher, is loaded. */
    public boolean isReady(String name, @Nullable String version) {
        requireName(name);
        ModelRef ref = version == null ? teacher.known() : ref(version);
        return ref != null && models.loaded().contains(ref);
    }

    /** What a version, or with null the teacher, takes and gives. */
    public ModelMetadataResponse metadata(String name, @Nullable String version) {
        requireName(name);
        try (ModelCache.Lease lease = lease(version)) {
            LoadedModel loaded = lease.model();
            ImageShape image = loaded.imageShape();
            List<Long> scores = List.of(-1L, (long) loaded.classes());
            return new ModelMetadataResponse(
                    model,
                    List.of(Integer.toString(loaded.ref().version())),
                    "onnx_onnxv1",
                    List.of(new ModelMetadataResponse.Tensor(
                            ImageTensor.NAME, PIXELS, List.of(-1L, (long) image.height(), (long) image.width(), (long)
                                    image.channels()))),
                    List.of(
                            new ModelMetadataResponse.Tensor(WantedOutputs.LOGITS, SCORES, scores),
                            new ModelMetadataResponse.Tensor(WantedOutputs.PROBABILITIES, SCORES, scores),
                            new ModelMetadataResponse.Tensor(WantedOutputs.CLASS, TEXTS, List.of(-1L))));
        }
    }

    /** As {@link #metadata}, in the form of Triton's model configuration. */
    public ModelConfigResponse config(String name, @Nullable String version) {
        requireName(name);
        try (ModelCache.Lease lease = lease(version)) {
            LoadedModel loaded = lease.model();
            ImageShape image = loaded.imageShape();
            List<Long> scores = List.of((long) loaded.classes());
            return new ModelConfigResponse(
                    model,
                    "onnxruntime_onnx",
                    "onnxruntime",
                    admission.limits().images(),
                    List.of(new ModelConfigResponse.Tensor(
                            ImageTensor.NAME,
                            "TYPE_" + PIXELS,
                            List.of((long) image.height(), (long) image.width(), (long) image.channels()))),
                    List.of(
                            new ModelConfigResponse.Tensor(WantedOutputs.LOGITS, "TYPE_" + SCORES, scores),
                            new ModelConfigResponse.Tensor(WantedOutputs.PROBABILITIES, "TYPE_" + SCORES, scores),
                            new ModelConfigResponse.Tensor(WantedOutputs.CLASS, "TYPE_STRING", List.of(1L))));
        }
    }

    /** What was asked of the versions so far; with a version, of that one, which need not be loaded. */
    public StatisticsResponse statistics(String name, @Nullable String version) {
        requireName(name);
        return statistics.of(model, version == null ? null : ref(version).version());
    }

    /**
     * Classifies the images of a request with a version, or with null the teacher.
     *
     * @param gone whether the client has gone: the rest of its images is left then
     */
    public InferResponse infer(String name, @Nullable String version, InferRequest request, BooleanSupplier gone) {
        requireName(name);
        WantedOutputs wanted = WantedOutputs.of(request);
        try (ModelCache.Lease lease = lease(version)) {
            InferenceStatistics.Request run =
                    statistics.begin(lease.model().ref().version());
            try (Admission.Entry entry = admission.enter(gone);
                    RequestImages images = ImageTensor.of(
                            request, lease.model().imageShape(), lease.model().resize(), admission.limits())) {
                InferResponse response = respond(request, lease.model(), images, wanted, new Work(entry, run));
                run.succeed(images.count());
                return response;
            } finally {
                run.end();
            }
        }
    }

    /** A request that is admitted and measured. */
    private record Work(Admission.Entry entry, InferenceStatistics.Request run) {}

    private InferResponse respond(
            InferRequest request, LoadedModel loaded, RequestImages images, WantedOutputs wanted, Work work) {
        int rows = images.count();
        FloatBuffer logits = FloatBuffer.allocate(rows * loaded.classes());
        FloatBuffer probabilities = FloatBuffer.allocate(rows * loaded.classes());
        int done = 0;
        while (done < rows) {
            long pixels = images.nextPixels();
            work.run().decoded();
            try (Admission.Turn turn = work.entry().turn(pixels)) {
                work.run().waited();
                // Here, so that requests that wait have no pixels.
                ByteBuffer batch = ByteBuffer.allocate(Math.min(loaded.maxBatch(), rows - done)
                        * loaded.imageShape().bytes());
                images.read(turn, batch);
                work.run().decoded();
                loaded.classify(batch.flip(), logits, probabilities);
                work.run().classified();
            }
            done = probabilities.position() / loaded.classes();
        }
        return new InferResponse(
                model,
                Integer.toString(loaded.ref().version()),
                request.id(),
                Map.of("classes", json(loaded.classNames())),
                wanted.tensors(logits.array(), probabilities.array(), loaded.classNames()));
    }

    private static String json(List<String> classes) {
        return classes.stream()
                .map(name -> '"' + name.replace("\\", "\\\\").replace("\"", "\\\"") + '"')
                .collect(Collectors.joining(",", "[", "]"));
    }

    private ModelCache.Lease lease(@Nullable String version) {
        return models.lease(version == null ? teacher.current() : ref(version));
    }

    private ModelRef ref(String version) {
        try {
            int number = Integer.parseInt(version);
            if (number >= 1) {
                return new ModelRef(model, number);
            }
        } catch (NumberFormatException e) {
            throw badVersion(version);
        }
        throw badVersion(version);
    }

    private static NoisyStudentException badVersion(String version) {
        return new NoisyStudentException(
                ErrorCode.BAD_REQUEST, "version", "the version is '" + version + "'; versions count from 1");
    }

    private void requireName(String name) {
        if (!name.equals(model)) {
            throw new NoisyStudentException(
                    ErrorCode.NOT_FOUND, name, "this labeler serves the model '" + model + "' only");
        }
    }
}
