package io.noisystudent.teacher.deadletter;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.log.LogRange;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class CursorTest {
    private static final String TOPIC = "pets.dead-letters";

    @Test
    void shouldComeBackAsItWasWritten() {
        Cursor cursor = new Cursor(List.of(range(0, 500, 1_000), range(1, 7, 7)), 50);

        assertThat(Cursor.parse(TOPIC, cursor.write())).isEqualTo(cursor);
    }

    @Test
    void shouldGoFromPageToPageAndFromWindowToWindow() {
        Cursor cursor = new Cursor(List.of(range(0, 500, 1_000)), 50);

        assertThat(cursor.after(50)).isEqualTo(new Cursor(List.of(range(0, 500, 1_000)), 100));
        assertThat(cursor.before()).isEqualTo(new Cursor(List.of(range(0, 500, 500)), 0));
        assertThat(cursor.isChosen()).isTrue();
        assertThat(cursor.before().isChosen()).isFalse();
    }

    @Test
    void shouldStayWithinTheLog() {
        // Given
        List<LogRange> log = List.of(range(0, 600, 900));

        // Then
        assertThat(new Cursor(List.of(range(0, 500, 1_000), range(9, 0, 5)), 3).within(log))
                .isEqualTo(new Cursor(List.of(range(0, 600, 900)), 3));
        assertThat(new Cursor(List.of(range(0, 1, 2)), 0).within(log))
                .isEqualTo(new Cursor(List.of(range(0, 600, 600)), 0));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "+", "0:1-2", "0:1-2+", "0:1-2+-1", "0:2-1+0", "x+0", "0:1-2,+0", "0:1-2+99999999999", "%"})
    void shouldRefuseWhatIsNoCursor(String text) {
        String written =
                Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.US_ASCII));
        for (String cursor : List.of(written, text)) {
            assertThatThrownBy(() -> Cursor.parse(TOPIC, cursor))
                    .isInstanceOfSatisfying(NoisyStudentException.class, e -> assertThat(e.code())
                            .isEqualTo(ErrorCode.BAD_QUERY));
        }
    }

    private static LogRange range(int partition, long from, long to) {
        return new LogRange(TOPIC, partition, from, to);
    }
}
