package io.noisystudent.trainer.training;

import io.noisystudent.contracts.config.PipelineConfig;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.event.ModelRef;
import io.noisystudent.contracts.event.TrainingReport;
import io.noisystudent.contracts.event.TrainingRequest;
import io.noisystudent.contracts.registry.Lineage;
import io.noisystudent.contracts.registry.ModelVersion;
import io.noisystudent.learning.torch.Compute;
import io.noisystudent.learning.torch.DeviceChoice;
import io.noisystudent.learning.torch.Devices;
import io.noisystudent.learning.training.TrainingListener;
import io.noisystudent.networks.graph.Tensor;
import io.noisystudent.networks.onnx.OnnxReader;
import io.noisystudent.registryclient.Registry;
import io.noisystudent.trainer.checkpoint.CheckpointArchive;
import io.noisystudent.trainer.dataset.CacheSpace;
import io.noisystudent.trainer.dataset.RangeReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

import static java.util.Objects.requireNonNull;

/**
 * Trains a version again, from nothing but its lineage, and compares the result with what is registered: a check
 * that a model is what its lineage says.
 */
public final class Replay {
    private final Registry registry;
    private final PipelineConfig pipeline;
    private final RangeReader source;
    private final Path directory;
    private final DeviceChoice device;

    /**
     * Prepares replays.
     *
     * @param directory for decoded images and the downloaded file
     * @param device for versions that were trained on a card
     */
    public Replay(Registry registry, PipelineConfig pipeline, RangeReader source, Path directory, DeviceChoice device) {
        this.registry = registry;
        this.pipeline = pipeline;
        this.source = source;
        this.directory = directory;
        this.device = device;
    }

    /**
     * Trains a version and the others of its cohort as they were trained, with as many threads, in the same precision and
     * with the same kernels; on a device of the same kind if there is one.
     *
     * @throws NoisyStudentException {@code NOT_FOUND}, {@code BAD_REQUEST} for a version that was imported, and whatever
     *     a training throws, {@code RANGE_INCOMPLETE} when the log does not hold its data any more
     * @return the registered versions of the cohort, in its order
     */
    public Map<ModelRef, Comparison> run(ModelRef model, TrainingListener listener) {
        ModelVersion version = registry.version(model)
                .orElseThrow(() ->
                        new NoisyStudentException(ErrorCode.NOT_FOUND, model.toString(), "there is no such version"));
        Lineage lineage = version.lineage();
        TrainingReport report = version.report();
        if (lineage == null || report == null) {
            throw new NoisyStudentException(
                    ErrorCode.BAD_REQUEST,
                    model.toString(),
                    "the version was imported, so its training is unknown; name one that a trainer registered");
        }
        RecordedDevice recorded = new RecordedDevice(lineage.environment(), report);
        Compute compute = recorded.open(new Devices(), device);
        List<TrainedStudent> students = new StudentTraining(
                        pipeline,
                        source,
                        new RegisteredTeachers(registry, directory),
                        CacheSpace.unlimited(directory),
                        new ComputeResources(compute, 1),
                        new CheckpointArchive(Optional::empty, directory, Duration.ZERO, System::nanoTime))
                .run(lineage.request(), listener);
        Map<ModelRef, Comparison> found = new LinkedHashMap<>();
        List<Optional<ModelVersion>> cohort =
                registered(version, lineage.request().cohort());
        for (int i = 0; i < students.size(); i++) {
            TrainedStudent student = students.get(i);
            cohort.get(i)
                    .ifPresent(other -> found.put(
                            other.model(),
                            compare(
                                    download(other.model()),
                                    StudentRegistration.file(student, requireNonNull(other.lineage())),
                                    recorded.difference(compute.description()))));
        }
        return found;
    }

    /** One that was not registered, or deleted since, is absent. */
    private List<Optional<ModelVersion>> registered(ModelVersion asked, List<TrainingRequest> cohort) {
        return cohort.size() == 1 ? List.of(Optional.of(asked)) : StudentRegistration.registered(registry, cohort);
    }

    /**
     * What came out.
     *
     * @param identical whether the files are equal, byte for byte
     * @param tensors in the registered file
     * @param different how many of them differ
     * @param largest difference of two weights
     * @param otherDevice what of the device is not as it was, for people; empty if it is
     */
    public record Comparison(
            boolean identical, int tensors, int different, double largest, Optional<String> otherDevice) {}

    private byte[] download(ModelRef model) {
        try {
            Path file = Files.createTempFile(directory, "registered-", ".onnx");
            try {
                registry.downloadArtifact(model, file);
                return Files.readAllBytes(file);
            } finally {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new NoisyStudentException(
                    ErrorCode.DISK_FULL, directory.toString(), "the model cannot be written: " + e.getMessage(), e);
        }
    }

    private static Comparison compare(byte[] registered, byte[] again, Optional<String> otherDevice) {
        Map<String, Tensor> expected = OnnxReader.read(registered).initializers();
        Map<String, Tensor> actual = OnnxReader.read(again).initializers();
        int different = 0;
        double largest = 0;
        for (Map.Entry<String, Tensor> tensor : expected.entrySet()) {
            @Nullable Tensor other = actual.get(tensor.getKey());
            if (!Objects.equals(tensor.getValue(), other)) {
                different++;
                largest = Math.max(largest, distance(tensor.getValue(), other));
            }
        }
        return new Comparison(Arrays.equals(registered, again), expected.size(), different, largest, otherDevice);
    }

    /** Not a number for tensors that cannot be compared. */
    private static double distance(Tensor one, @Nullable Tensor other) {
        if (other == null || one.type() != other.type() || one.size() != other.size()) {
            return Double.NaN;
        }
        float[] left = one.floats();
        float[] right = other.floats();
        double largest = 0;
        for (int i = 0; i < left.length; i++) {
            largest = Math.max(largest, Math.abs((double) left[i] - right[i]));
        }
        return largest;
    }
}
