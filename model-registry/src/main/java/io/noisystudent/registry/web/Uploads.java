package io.noisystudent.registry.web;

import io.noisystudent.contracts.config.PipelineConfig;
import io.noisystudent.registry.catalog.VersionCatalog;
import io.noisystudent.registry.upload.VerifiedModel;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.stream.IntStream;

/** What an uploaded file must be to become a version of a model. */
@Singleton
public class Uploads {
    private final PipelineConfig pipeline;

    Uploads(PipelineConfig pipeline) {
        this.pipeline = pipeline;
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
