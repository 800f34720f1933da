package io.noisystudent.trainer.training;

import io.noisystudent.contracts.codec.JsonCodec;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.event.TrainingRequest;
import io.noisystudent.contracts.registry.Lineage;
import io.noisystudent.contracts.registry.ModelVersion;
import io.noisystudent.contracts.registry.RegistryClient;
import io.noisystudent.contracts.registry.VersionDescription;
import io.noisystudent.networks.graph.Graph;
import io.noisystudent.networks.graph.ModelMetadata;
import io.noisystudent.networks.onnx.OnnxWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Writes a student as ONNX, with its lineage inside, and registers it. */
public final class StudentRegistration {
    private final RegistryClient registry;
    private final Path directory;
    private final Map<String, String> environment;
    private final JsonCodec<Lineage> lineages = JsonCodec.of(Lineage.class);

    /**
     * Prepares registrations.
     *
     * @param directory for the file while it is uploaded
     * @param environment what the lineage says of this machine and its software
     */
    public StudentRegistration(RegistryClient registry, Path directory, Map<String, String> environment) {
        this.registry = registry;
        this.directory = directory;
        this.environment = Map.copyOf(environment);
    }

    /** The version that a request led to before, if it did: a request that is delivered again is not trained again. */
    public Optional<ModelVersion> existing(TrainingRequest request) {
        return registry.versions(request.model()).stream()
                .filter(version -> version.lineage() != null
                        && version.lineage().request().id().equals(request.id()))
                .findFirst();
    }

    /** Checks the exported file against the trained network and registers it. */
    public ModelVersion register(TrainingRequest request, TrainedStudent student) {
        Lineage lineage = new Lineage(request, environment);
        Graph graph = withLineage(student.graph(), lineage);
        byte[] onnx = OnnxWriter.write(graph);
        ExportCheck.check(graph, onnx);
        try {
            Files.createDirectories(directory);
            Path file = Files.createTempFile(directory, "student-", ".onnx");
            try {
                Files.write(file, onnx);
                return registry.register(request.model(), file, new VersionDescription(lineage, student.report()));
            } finally {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new NoisyStudentException(
                    ErrorCode.DISK_FULL, directory.toString(), "the student cannot be written: " + e.getMessage(), e);
        }
    }

    private Graph withLineage(Graph graph, Lineage lineage) {
        Map<String, String> metadata = new LinkedHashMap<>(graph.metadata());
        metadata.put(ModelMetadata.LINEAGE, new String(lineages.encode(lineage), StandardCharsets.UTF_8));
        return graph.withMetadata(metadata);
    }
}
