package io.noisystudent.teacher.testing;

import io.noisystudent.contracts.config.PipelineConfig;
import io.noisystudent.contracts.config.PipelineConfigReader;
import io.noisystudent.contracts.topic.Topics;
import io.noisystudent.testkit.kafka.TestBroker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A pipeline with two classes, tiny tasks and one generation after the first, whose topics exist. */
public record TestPipeline(Path file, PipelineConfig config) {
    /** The declaration of a pipeline with this name, in a file of its own. */
    public static TestPipeline named(String name, String gateMode) {
        String yaml = """
                pipeline:
                  name: %s
                  image: {height: 8, width: 8, channels: 1}
                  classes: [cat, dog]
                  topics: {data-partitions: 2, task-partitions: 3}
                  curriculum: {max-generations: 1, control: true, min-new-samples: 500, min-new-labels: 50}
                  labeling: {task-samples: 10}
                  gate: {mode: %s}
                  recipes: [{network: mlp, steps: 5}, {network: small-cnn, steps: 7}]
                """.formatted(name, gateMode);
        try {
            Path file = Files.createTempFile(name, ".yaml");
            file.toFile().deleteOnExit();
            Files.writeString(file, yaml);
            PipelineConfig config = PipelineConfigReader.read(file);
            TestBroker.shared().admin().ensure(config);
            return new TestPipeline(file, config);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Topics topics() {
        return new Topics(config.name());
    }
}
