package io.noisystudent.trainer.training;

import io.noisystudent.contracts.config.PipelineConfig;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.event.ModelRef;
import io.noisystudent.contracts.event.TrainingReport;
import io.noisystudent.contracts.registry.Lineage;
import io.noisystudent.contracts.registry.ModelVersion;
import io.noisystudent.learning.torch.Kernels;
import io.noisystudent.learning.torch.Precision;
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
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Trains a version again, from nothing but its lineage, and compares the result with what is registered: a check
 * that a model is what its lineage says.
 */
public final class Replay {
    private final Registry registry;
    private final PipelineConfig pipeline;
    private final RangeReader source;
    private final Path directory;

    /** @param directory for decoded images and the downloaded file */
    public Replay(Registry registry, PipelineConfig pipeline, RangeReader source, Path directory) {
        this.registry = registry;
        this.pipeline = pipeline;
        this.source = source;
        this.directory = directory;
    }

    /**
     * Trains as the version was trained, with as many threads, in the same precision and with the same kernels.
     *
     * @throws NoisyStudentException {@code NOT_FOUND}, {@code BAD_REQUEST} for a version that was imported, and whatever
     *     a training throws, {@code RANGE_INCOMPLETE} when the log does not hold its data any more
     */
    public Comparison run(ModelRef model, TrainingListener listener) {
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
        TrainedStudent student = new StudentTraining(
                        pipeline,
                        source,
                        new RegisteredTeachers(registry, directory),
                        CacheSpace.unlimited(directory),
                        machine(report),
                        new CheckpointArchive(Optional::empty, directory, Duration.ZERO, System::nanoTime))
                .run(lineage.request(), listener);
        return compare(download(model), StudentRegistration.file(student, lineage));
    }

    /**
     * What came out.
     *
     * @param identical whether the files are equal, byte for byte
     * @param tensors in the registered file
     * @param different how many of them differ
     * @param largest difference of two weights
     */
    public record Comparison(boolean identical, int tensors, int different, double largest) {}

    private static ComputeResources machine(TrainingReport report) {
        Precision precision = Precision.valueOf(report.precision().toUpperCase(Locale.ROOT));
        Kernels kernels = Kernels.named(report.kernelsOrDefault()).orElseThrow();
        return new ComputeResources(report.threads(), 1, precision, kernels);
    }

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

    private static Comparison compare(byte[] registered, byte[] again) {
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
        return new Comparison(Arrays.equals(registered, again), expected.size(), different, largest);
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
