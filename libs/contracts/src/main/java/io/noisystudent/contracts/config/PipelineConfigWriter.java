package io.noisystudent.contracts.config;

import java.util.Map;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.Yaml;

/** Writes a {@link PipelineConfig} as {@code pipeline.yaml} with every key; the reader gives the same value back. */
public final class PipelineConfigWriter {
    private static final int LINE = 110;

    private PipelineConfigWriter() {}

    /** The file's text. */
    public static String write(PipelineConfig config) {
        DumperOptions options = new DumperOptions();
        options.setDefaultFlowStyle(DumperOptions.FlowStyle.AUTO);
        options.setWidth(LINE);
        options.setIndent(2);
        options.setIndicatorIndent(2);
        options.setIndentWithIndicator(true);
        return new Yaml(options).dump(Map.of("pipeline", PipelineConfigReader.DECLARATION.write(config)));
    }
}
