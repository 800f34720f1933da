package io.noisystudent.launcher.command;

import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class LetterTextTest {
    @Test
    void shouldNotLetProducersCommandTheTerminal() {
        assertThat(LetterText.of(TextNode.valueOf("a\u001b[2Jb\nc\u009bd"))).isEqualTo("a?[2Jb?c?d");
    }

    @Test
    void shouldShortenForATable() {
        assertThat(LetterText.brief(TextNode.valueOf("x".repeat(100))))
                .hasSize(24)
                .endsWith("…");
        assertThat(LetterText.brief(NullNode.getInstance())).isEqualTo("–");
        assertThat(LetterText.time(TextNode.valueOf("2026-01-31T10:15:00.123Z")))
                .isEqualTo("2026-01-31T10:15:00Z");
    }
}
