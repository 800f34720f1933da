package io.noisystudent.service.config;

import io.smallrye.config.WithDefault;
import java.nio.file.Path;

/** Where the pipeline is declared: the group {@code noisystudent.pipeline} of every service. */
public interface PipelineFileConfig {
    /** Path of {@code pipeline.yaml}. */
    @WithDefault("pipeline.yaml")
    Path file();
}
