package io.noisystudent.storage;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.storage.testing.ForwardingObjectStore;
import io.noisystudent.storage.testing.InMemoryObjectStore;
import java.io.InputStream;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ConditionalWriteProofTest {
    private final InMemoryObjectStore store = new InMemoryObjectStore();

    @Test
    void shouldRefuseAStoreThatOverwrites() {
        // Given
        store.ignoreConditions();
        // Then
        assertThatThrownBy(new ConditionalWriteProof(store)::run)
                .hasFieldOrPropertyWithValue("code", ErrorCode.STORE_UNCONDITIONAL)
                .hasMessageContaining("accepted a second create");
        assertThat(store.list("", "", 10)).as("leftovers").isEmpty();
    }

    @Test
    void shouldRefuseAStoreThatIsConditionalOnlyWithoutARace() {
        // Given: a store that looks first and writes then, so that racers all find nothing
        ObjectStore racy = new ForwardingObjectStore(store) {
            @Override
            public PutResult create(String key, InputStream content, long length) {
                PutResult result = super.create(key, content, length);
                return key.contains("/race-") ? new PutResult.Created("etag") : result;
            }
        };
        // Then
        assertThatThrownBy(new ConditionalWriteProof(racy)::run)
                .hasFieldOrPropertyWithValue("code", ErrorCode.STORE_UNCONDITIONAL)
                .hasMessageContaining("16 of 16 racing writers");
    }

    @Test
    void shouldRefuseAStoreThatConfirmsTheWrongWriter() {
        // Given: only the third racer to arrive gets the answer that it won
        AtomicInteger arrivals = new AtomicInteger();
        ObjectStore confused = new ForwardingObjectStore(store) {
            @Override
            public PutResult create(String key, InputStream content, long length) {
                if (!key.contains("/race-")) {
                    return super.create(key, content, length);
                }
                boolean third;
                synchronized (this) {
                    third = arrivals.incrementAndGet() == 3;
                    super.create(key, content, length);
                }
                return third ? new PutResult.Created("etag") : new PutResult.AlreadyExists();
            }
        };
        // Then
        assertThatThrownBy(new ConditionalWriteProof(confused)::run)
                .hasFieldOrPropertyWithValue("code", ErrorCode.STORE_UNCONDITIONAL)
                .hasMessageContaining("not the one of the writer");
    }

    @Test
    void shouldCountAWinnerWhoseReplyWasLost() {
        // Given
        ObjectStore lossy = new ForwardingObjectStore(store) {
            @Override
            public PutResult create(String key, InputStream content, long length) {
                PutResult result = super.create(key, content, length);
                if (key.contains("/race-")) {
                    throw new OutcomeUnknownException(key, "the reply was lost", null);
                }
                return result;
            }
        };
        // Then
        new ConditionalWriteProof(lossy).run();
    }

    @Test
    void shouldSayThatTheStoreIsDown() {
        // Given
        store.setDown(true);
        // Then
        assertThatThrownBy(new ConditionalWriteProof(store)::run)
                .hasFieldOrPropertyWithValue("code", ErrorCode.STORE_UNAVAILABLE);
    }
}
