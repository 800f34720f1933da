package io.noisystudent.trainer.training;

import io.noisystudent.contracts.codec.JsonCodec;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.event.TrainingRequest;
import io.noisystudent.contracts.registry.Lineage;
import io.noisystudent.contracts.registry.ModelVersion;
import io.noisystudent.contracts.registry.VersionDescription;
import io.noisystudent.learning.torch.Compute;
import io.noisystudent.networks.graph.ModelMetadata;
import io.noisystudent.networks.onnx.OnnxWriter;
import io.noisystudent.registryclient.Registry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes a student as ONNX, with its lineage inside, and registers it. */
public final class StudentRegistration {
    private static final Logger LOGGER = LoggerFactory.getLogger(StudentRegistration.class);

    private final Registry registry;
    private final Retry retry;
    private final StopSignal stop;
    private final Path directory;
    private final Compute compute;
    private final Map<String, String> environment;

    /**
     * Prepares registrations.
     *
     * @param retry with a registry that is away: a student of many hours must not be lost to its restart
     * @param stop whether the student is still wanted
     * @param directory for the file while it is uploaded
     * @param compute where the exported file is compared with the network
     * @param environment what the lineage says of this machine and its software
     */
    public StudentRegistration(
            Registry registry,
            Retry retry,
            StopSignal stop,
            Path directory,
            Compute compute,
            Map<String, String> environment) {
        this.registry = registry;
        this.retry = retry;
        this.stop = stop;
        this.directory = directory;
        this.compute = compute;
        this.environment = Map.copyOf(environment);
    }

    /**
     * The versions that the requests of a cohort led to before, if they did, in their order: a request that is delivered
     * again is not trained again.
     */
    public List<Optional<ModelVersion>> existing(List<TrainingRequest> cohort) {
        return retry.call(() -> registered(cohort));
    }

    /** The versions that the requests of a cohort led to, in their order, as the registry says now. */
    public List<Optional<ModelVersion>> registered(List<TrainingRequest> cohort) {
        return registered(registry, cohort);
    }

    static List<Optional<ModelVersion>> registered(Registry registry, List<TrainingRequest> cohort) {
        List<ModelVersion> versions = registry.versions(cohort.get(0).model());
        return cohort.stream()
                .map(request -> versions.stream()
                        .filter(version -> version.lineage() != null
                                && version.lineage().request().identity().equals(request.identity()))
                        .findFirst())
                .toList();
    }

    /** Checks the exported file against the trained network and registers it, as soon as there is a registry. */
    public ModelVersion register(TrainingRequest request, TrainedStudent student) {
        Lineage lineage = new Lineage(request, environment);
        Path file = MemoryNeed.export(request).within(() -> export(student, lineage));
        try {
            VersionDescription description = new VersionDescription(lineage, student.report());
            return retry.call(() -> {
                stop.requireWanted();
                return registry.register(request.model(), file, description);
            });
        } finally {
            discard(file);
        }
    }

    private Path export(TrainedStudent student, Lineage lineage) {
        byte[] onnx = file(student, lineage);
        if (lineage.request().ensemble() == null) {
            // An ensemble was checked against its members, which need not be of operators that can be trained.
            ExportCheck.check(student.graph(), onnx, compute);
        }
        return write(onnx);
    }

    private Path write(byte[] onnx) {
        try {
            Files.createDirectories(directory);
            return Files.write(Files.createTempFile(directory, "student-", ".onnx"), onnx);
        } catch (IOException e) {
            throw new NoisyStudentException(
                    ErrorCode.DISK_FULL, directory.toString(), "the student cannot be written: " + e.getMessage(), e);
        }
    }

    private static void discard(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            LOGGER.warn("{} cannot be removed: {}", file, e.getMessage());
        }
    }

    /** The ONNX file of a student, with its lineage inside: equal students give equal bytes. */
    static byte[] file(TrainedStudent student, Lineage lineage) {
        Map<String, String> metadata = new LinkedHashMap<>(student.graph().metadata());
        byte[] json = JsonCodec.of(Lineage.class).encode(lineage);
        metadata.put(ModelMetadata.LINEAGE, new String(json, StandardCharsets.UTF_8));
        TrainingRequest request = lineage.request();
        if (request.specialist() == null) {
            // Of a specialist with whose weights it began.
            metadata.remove(ModelMetadata.KNOWN);
        }
        if (request.ensemble() == null && request.data().resize() != null) {
            metadata.put(
                    ModelMetadata.RESIZE, ModelMetadata.describe(request.data().resizeOrDefault()));
        }
        return OnnxWriter.write(student.graph().withMetadata(metadata));
    }
}
