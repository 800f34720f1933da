package io.noisystudent.registry.objects;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.storage.testing.InMemoryObjectStore;
import io.noisystudent.storage.testing.StoreFault;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class SlotWriterTest {
    private static final byte[] MINE = "mine".getBytes(StandardCharsets.UTF_8);
    private static final byte[] OTHER = "other".getBytes(StandardCharsets.UTF_8);

    private final InMemoryObjectStore store = new InMemoryObjectStore();
    private final SlotWriter slots = new SlotWriter(store);

    @Test
    void shouldRecognizeItsOwnWriteAfterALostReply() {
        // Given
        store.failNextCreate(StoreFault.LOSE_REPLY);
        // When, Then
        assertThat(slots.write("slot", MINE)).isEmpty();
        assertThat(store.get("slot")).contains(MINE);
    }

    @Test
    void shouldWriteAgainAfterALostRequest() {
        // Given
        store.failNextCreate(StoreFault.LOSE_REQUEST);
        store.failNextCreate(StoreFault.LOSE_REQUEST);
        // When, Then
        assertThat(slots.write("slot", MINE)).isEmpty();
        assertThat(store.get("slot")).contains(MINE);
    }

    @Test
    void shouldSayWhatAnotherWriterWrote() {
        // Given
        slots.write("slot", OTHER);
        store.failNextCreate(StoreFault.LOSE_REPLY);
        // When, Then
        assertThat(slots.write("slot", MINE)).contains(OTHER);
        assertThat(slots.write("slot", MINE)).contains(OTHER);
        assertThat(store.get("slot")).contains(OTHER);
    }

    @Test
    void shouldSayThatItDoesNotKnow() {
        // Given
        for (int i = 0; i < 4; i++) {
            store.failNextCreate(StoreFault.LOSE_REQUEST);
        }
        // When, Then
        assertThatThrownBy(() -> slots.write("slot", MINE))
                .isInstanceOfSatisfying(
                        NoisyStudentException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STORE_UNAVAILABLE))
                .hasMessageContaining("send the same request again");
    }
}
