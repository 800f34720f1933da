package io.noisystudent.contracts.error;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ErrorPageTest {
    private static final Pattern SECTION = Pattern.compile("(?m)^### ([A-Z_]+)\\n(.+(?:\\n[^#\\n].*)*)");

    @Test
    void shouldExplainEveryCodeInTheOrderOfTheEnum() throws IOException {
        // Given: tests run in the module's directory
        String page = Files.readString(Path.of("../../docs/errors.md"));

        // When
        Matcher sections = SECTION.matcher(page);
        List<String> explained =
                sections.results().map(section -> section.group(1)).toList();

        // Then
        assertThat(explained)
                .as("the sections of docs/errors.md")
                .containsExactlyElementsOf(
                        Arrays.stream(ErrorCode.values()).map(Enum::name).toList());
        assertThat(sections.reset().results().map(section -> section.group(2)))
                .allSatisfy(text -> assertThat(text).hasSizeGreaterThan(40));
    }
}
