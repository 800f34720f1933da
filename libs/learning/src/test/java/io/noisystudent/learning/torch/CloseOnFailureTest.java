package io.noisystudent.learning.torch;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class CloseOnFailureTest {
    private final List<String> closed = new ArrayList<>();

    @Test
    void shouldCloseThePartsOfWhatWasNotFinished() {
        assertThatThrownBy(() -> {
                    try (CloseOnFailure made = new CloseOnFailure()) {
                        made.add("first", closed::add);
                        made.add("second", closed::add);
                        throw new OutOfMemoryError("third");
                    }
                })
                .hasMessage("third");

        assertThat(closed).containsExactly("second", "first");
    }

    @Test
    void shouldLeaveThePartsOfWhatWasFinished() {
        try (CloseOnFailure made = new CloseOnFailure()) {
            made.add("first", closed::add);
            made.finish();
        }

        assertThat(closed).isEmpty();
    }
}
