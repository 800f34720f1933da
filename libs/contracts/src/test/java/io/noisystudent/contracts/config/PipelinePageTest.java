package io.noisystudent.contracts.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class PipelinePageTest {
    private static final Pattern KEY = Pattern.compile("([a-z][a-z-]+):");
    private static final Pattern EXAMPLE = Pattern.compile("(?s)```yaml\\n(.*?)```");

    private final String page = Files.readString(Path.of("../../docs/pipeline.md"));

    PipelinePageTest() throws IOException {}

    @Test
    void shouldExplainEveryKey() {
        // Given
        String everything = PipelineConfigWriter.write(PipelineConfigReader.parse(example(), "docs/pipeline.md"));

        // When
        List<String> keys = KEY.matcher(everything)
                .results()
                .map(MatchResult::group)
                .map(key -> key.substring(0, key.length() - 1))
                .distinct()
                .toList();

        // Then
        assertThat(keys).hasSizeGreaterThan(40).allSatisfy(key -> assertThat(page)
                .containsPattern("[`.{, ]" + key));
    }

    private String example() {
        return EXAMPLE.matcher(page).results().findFirst().orElseThrow().group(1);
    }
}
