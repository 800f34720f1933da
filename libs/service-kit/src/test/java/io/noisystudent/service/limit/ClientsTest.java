package io.noisystudent.service.limit;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ClientsTest {
    private final List<Connection> evicted = new ArrayList<>();

    @Test
    void shouldGiveThePlaceOfTheOldestIdleConnectionToANewOneOfTheSameClient() {
        // Given
        Clients clients = new Clients(2, 10, new BytesInMemory(1));
        Connection first = admitted(clients, "a");
        Connection second = admitted(clients, "a");

        // When
        Connection third = admitted(clients, "a");
        clients.closed(first);

        // Then
        assertThat(evicted).containsExactly(first);
        assertThat(clients.count()).isEqualTo(2);
        assertThat(List.of(second, third)).doesNotContainAnyElementsOf(evicted);
    }

    @Test
    void shouldEvictConnectionsWithoutARequestBeforeThoseThatRest() {
        // Given
        Clients clients = new Clients(2, 10, new BytesInMemory(1));
        Connection rests = admitted(clients, "a");
        clients.busy(rests);
        clients.resting(rests);
        Connection silent = admitted(clients, "a");

        // When
        admitted(clients, "a");

        // Then
        assertThat(evicted).containsExactly(silent);
    }

    @Test
    void shouldRefuseOnlyAClientWhoseConnectionsAreAllBusy() {
        // Given
        Clients clients = new Clients(1, 10, new BytesInMemory(1));
        Connection busy = admitted(clients, "a");
        clients.busy(busy);

        // When / Then
        assertThat(clients.admit(new Connection("a"))).isFalse();
        assertThat(clients.admit(new Connection("b"))).isTrue();
        clients.closed(busy);
        assertThat(clients.admit(new Connection("a"))).isTrue();
        assertThat(evicted).isEmpty();
    }

    @Test
    void shouldTakeFromTheClientWithMostIdleConnectionsWhenAllPlacesAreTaken() {
        // Given
        Clients clients = new Clients(0, 3, new BytesInMemory(1));
        Connection oldest = admitted(clients, "b");
        Connection many = admitted(clients, "a");
        admitted(clients, "a");

        // When
        admitted(clients, "c");

        // Then
        assertThat(evicted).containsExactly(many).doesNotContain(oldest);
        assertThat(clients.count()).isEqualTo(3);
    }

    @Test
    void shouldCountAClientWhoseOnlyConnectionMadeRoomForItself() {
        // Given
        Clients clients = new Clients(1, 1, new BytesInMemory(1));
        admitted(clients, "a");

        // When
        Connection second = admitted(clients, "a");
        clients.busy(second);

        // Then
        assertThat(clients.count()).isEqualTo(1);
        assertThat(clients.admit(new Connection("a"))).isFalse();
    }

    private Connection admitted(Clients clients, String client) {
        Connection connection = new Connection(client);
        assertThat(clients.admit(connection)).isTrue();
        return connection;
    }

    private final class Connection implements Clients.Member {
        private final String client;

        private Connection(String client) {
            this.client = client;
        }

        @Override
        public Object client() {
            return client;
        }

        @Override
        public void evict() {
            evicted.add(this);
        }
    }
}
