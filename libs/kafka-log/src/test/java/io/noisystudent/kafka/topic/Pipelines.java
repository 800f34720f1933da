package io.noisystudent.kafka.topic;

import io.noisystudent.contracts.config.PipelineConfig;
import io.noisystudent.contracts.config.PipelineConfigReader;

/** A pipeline with 3 data and 4 task partitions. */
final class Pipelines {
    private Pipelines() {}

    static PipelineConfig named(String name) {
        String text = """
                pipeline:
                  name: %s
                  image: {height: 8, width: 8, channels: 1}
                  classes: [cat, dog, eel]
                  topics: {data-partitions: 3, task-partitions: 4}
                  recipes:
                    - {network: wrn-10-1, epochs: 20}
                """.formatted(name);
        return PipelineConfigReader.parse(text, "pipeline.yaml", network -> true);
    }
}
