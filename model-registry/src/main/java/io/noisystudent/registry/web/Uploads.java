package io.noisystudent.registry.web;

import io.noisystudent.contracts.config.PipelineConfig;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.registry.catalog.VersionCatalog;
import io.noisystudent.registry.config.RegistryConfig;
import io.noisystudent.registry.upload.VerifiedModel;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** What an uploaded file must be to become a version of a model. */
@Singleton
public class Uploads {
    private final PipelineConfig pipeline;
    private final long maxBytes;

    Uploads(PipelineConfig pipeline, RegistryConfig config) {
        this.pipeline = pipeline;
        this.maxBytes = config.registry().maxModelSize().asLongValue();
    }

    /** Refuses a body that is declared too large before it is received. */
    void requireSize(@Nullable Long length) {
        if (length != null && length > maxBytes) {
            throw new NoisyStudentException(
                    ErrorCode.TOO_LARGE,
                    "body",
                    "the body has " + length + " bytes; the largest model that is accepted here has " + maxBytes);
        }
    }

    /** The file as a version of this model; the pipeline's own model must classify what the pipeline declares. */
    public VersionCatalog.Artifact artifact(String model, VerifiedModel file) {
        if (model.equals(pipeline.name())) {
            file.requireProblem(pipeline.image(), pipeline.classes());
            return new VersionCatalog.Artifact(file.sha256(), file.size(), pipeline.classes(), file.warnings());
        }
        List<String> classes = file.classes().isEmpty()
                ? IntStream.range(0, file.classCount())
                        .mapToObj(Integer::toString)
                        .toList()
                : file.classes();
        return new VersionCatalog.Artifact(file.sha256(), file.size(), classes, file.warnings());
    }
}
