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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
    private static final String IMAGES = "images";
    private static final String LOGITS = "logits";
    private static final String PROBABILITIES = "probabilities";
    private static final String CLASS = "class";
    private static final Set<String> OUTPUTS = Set.of(LOGITS, PROBABILITIES, CLASS);

    private final String model;
    private final ModelCache models;
    private final Teacher teacher;
    private final Admission admission;

    /** @param model name of the pipeline's model */
    public InferenceService(String model, ModelCache models, Teacher teacher, Admission admission) {
        this.model = model;
        this.models = models;
        this.teacher = teacher;
        this.admission = admission;
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
                            IMAGES, "UINT8", List.of(-1L, (long) image.height(), (long) image.width(), (long)
                                    image.channels()))),
                    List.of(
                            new ModelMetadataResponse.Tensor(LOGITS, "FP32", scores),
                            new ModelMetadataResponse.Tensor(PROBABILITIES, "FP32", scores),
                            new ModelMetadataResponse.Tensor(CLASS, "BYTES", List.of(-1L))));
        }
    }

    /**
     * Classifies the images of a request with a version, or with null the teacher.
     *
     * @param gone whether the client has gone: the rest of its images is left then
     */
    public InferResponse infer(String name, @Nullable String version, InferRequest request, BooleanSupplier gone) {
        requireName(name);
        Set<String> wanted = wanted(request);
        try (ModelCache.Lease lease = lease(version);
                Admission.Entry entry = admission.enter(gone);
                RequestImages images = ImageTensor.of(request, lease.model().imageShape(), admission.limits())) {
            return respond(request, lease.model(), images, entry, wanted);
        }
    }

    private InferResponse respond(
            InferRequest request, LoadedModel loaded, RequestImages images, Admission.Entry entry, Set<String> wanted) {
        int rows = images.count();
        FloatBuffer logits = FloatBuffer.allocate(rows * loaded.classes());
        FloatBuffer probabilities = FloatBuffer.allocate(rows * loaded.classes());
        int done = 0;
        while (done < rows) {
            try (Admission.Turn turn = entry.turn(images.nextPixels())) {
                // Here, so that requests that wait have no pixels.
                ByteBuffer batch = ByteBuffer.allocate(Math.min(loaded.maxBatch(), rows - done)
                        * loaded.imageShape().bytes());
                images.read(turn, batch);
                loaded.classify(batch.flip(), logits, probabilities);
            }
            done = probabilities.position() / loaded.classes();
        }
        List<Long> shape = List.of((long) rows, (long) loaded.classes());
        List<InferResponse.OutputTensor> outputs = new ArrayList<>();
        outputs.add(new InferResponse.OutputTensor(LOGITS, shape, "FP32", logits.array()));
        outputs.add(new InferResponse.OutputTensor(PROBABILITIES, shape, "FP32", probabilities.array()));
        outputs.add(new InferResponse.OutputTensor(
                CLASS, List.of((long) rows), "BYTES", names(probabilities.array(), loaded.classNames())));
        return new InferResponse(
                model,
                Integer.toString(loaded.ref().version()),
                request.id(),
                Map.of("classes", json(loaded.classNames())),
                outputs.stream()
                        .filter(output -> wanted.contains(output.name()))
                        .toList());
    }

    private static List<String> names(float[] probabilities, List<String> classes) {
        List<String> names = new ArrayList<>();
        for (int row = 0; row < probabilities.length; row += classes.size()) {
            int best = 0;
            for (int label = 1; label < classes.size(); label++) {
                if (probabilities[row + label] > probabilities[row + best]) {
                    best = label;
                }
            }
            names.add(classes.get(best));
        }
        return names;
    }

    private static String json(List<String> classes) {
        return classes.stream()
                .map(name -> '"' + name.replace("\\", "\\\\").replace("\"", "\\\"") + '"')
                .collect(Collectors.joining(",", "[", "]"));
    }

    private static Set<String> wanted(InferRequest request) {
        List<InferRequest.RequestedOutput> outputs = request.outputs();
        if (outputs == null || outputs.isEmpty()) {
            return OUTPUTS;
        }
        return outputs.stream()
                .map(output -> {
                    String name = String.valueOf(output.name());
                    if (!OUTPUTS.contains(name)) {
                        throw new NoisyStudentException(
                                ErrorCode.BAD_REQUEST,
                                "outputs",
                                "there is no output '" + name + "'; the model gives logits, probabilities and class");
                    }
                    return name;
                })
                .collect(Collectors.toSet());
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
