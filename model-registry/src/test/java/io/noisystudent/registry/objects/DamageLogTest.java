package io.noisystudent.registry.objects;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.storage.testing.InMemoryObjectStore;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class DamageLogTest {
    private static final String KEY = "models/digits/signatures/0000000001/key.json";

    private final NoisyStudentException reason =
            new NoisyStudentException(ErrorCode.STORE_UNAVAILABLE, KEY, "it cannot be read; try again");
    private final InMemoryObjectStore store = new InMemoryObjectStore();
    private final DamageLog damage = new DamageLog();

    @Test
    void shouldNoteAnObjectThatTheStoreDoesNotGive() {
        // When
        damage.unreadable(store, KEY, reason);
        // Then
        assertThat(damage.keys("")).containsExactly(KEY);
    }

    @Test
    void shouldNotTakeAStoreThatIsAwayForADamagedObject() {
        // Given
        store.setDown(true);
        // When
        assertThatThrownBy(() -> damage.unreadable(store, KEY, reason))
                .hasFieldOrPropertyWithValue("code", ErrorCode.STORE_UNAVAILABLE);
        // Then
        assertThat(damage.size()).isZero();
    }
}
