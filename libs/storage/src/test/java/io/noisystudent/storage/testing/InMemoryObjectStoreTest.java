package io.noisystudent.storage.testing;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.storage.ObjectStore;
import io.noisystudent.storage.ObjectStoreContract;
import io.noisystudent.storage.OutcomeUnknownException;
import org.junit.jupiter.api.Test;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class InMemoryObjectStoreTest extends ObjectStoreContract {
    private final InMemoryObjectStore store = new InMemoryObjectStore();

    @Override
    protected ObjectStore store() {
        return store;
    }

    @Test
    void shouldApplyAWriteWhoseReplyIsLost() {
        // Given
        store.failNextCreate(StoreFault.LOSE_REPLY);
        // When
        assertThatThrownBy(() -> store.create("slot", bytes("mine"))).isInstanceOf(OutcomeUnknownException.class);
        // Then
        assertThat(store.get("slot")).hasValue(bytes("mine"));
        assertThat(store.create("slot", bytes("theirs")).isCreated()).isFalse();
    }

    @Test
    void shouldNotApplyAWriteThatIsLostOrRefused() {
        // Given
        store.failNextCreate(StoreFault.LOSE_REQUEST);
        store.failNextCreate(StoreFault.REFUSE);
        // Then
        assertThatThrownBy(() -> store.create("slot", bytes("a"))).isInstanceOf(OutcomeUnknownException.class);
        assertThatThrownBy(() -> store.create("slot", bytes("b")))
                .isExactlyInstanceOf(NoisyStudentException.class)
                .extracting("code")
                .isEqualTo(ErrorCode.STORE_UNAVAILABLE);
        assertThat(store.create("slot", bytes("c")).isCreated()).isTrue();
    }

    @Test
    void shouldFailEveryRequestWhileItIsDown() {
        // Given
        store.create("key", bytes("x"));
        // When
        store.setDown(true);
        // Then
        assertThatThrownBy(() -> store.get("key")).isInstanceOf(NoisyStudentException.class);
        assertThatThrownBy(() -> store.list("", "", 1)).isInstanceOf(NoisyStudentException.class);
        store.setDown(false);
        assertThat(store.get("key")).isPresent();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
