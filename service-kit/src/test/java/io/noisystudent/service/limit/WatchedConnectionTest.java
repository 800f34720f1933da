package io.noisystudent.service.limit;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Answers stay with the channel until a test flushes it: so does a socket whose client does not read. */
class WatchedConnectionTest {
    private static final int ANSWER = 128 << 10;
    private static final int CONNECTIONS = 128;
    private static final long ANSWERS = 8L << 20;
    private static final Pace PATIENT = new Pace(TimeUnit.HOURS.toNanos(1), 0);

    private final BytesInMemory answers = new BytesInMemory(ANSWERS);
    private final ConnectionLimits limits =
            new ConnectionLimits(Duration.ofHours(1), Duration.ofNanos(1), PATIENT, 1 << 20, answers);
    private final Clients clients = new Clients(0, CONNECTIONS);
    private final List<EmbeddedChannel> channels = new ArrayList<>();

    @AfterEach
    void close() {
        channels.forEach(EmbeddedChannel::finishAndReleaseAll);
    }

    @Test
    void shouldBoundTheAnswersOfAllConnectionsThatDoNotRead() {
        // When
        for (int i = 0; i < CONNECTIONS; i++) {
            open();
        }
        channels.forEach(channel -> answer(channel, ANSWER));
        List<EmbeddedChannel> left =
                channels.stream().filter(EmbeddedChannel::isOpen).toList();

        // Then
        assertThat(left).hasSizeBetween(50, (int) (ANSWERS / ANSWER));
        EmbeddedChannel honest = open().channel;
        answer(honest, 1000);
        assertThat(honest.isOpen()).as("a small answer has room left").isTrue();
        left.forEach(EmbeddedChannel::flushOutbound);
        answer(honest, ANSWER);
        assertThat(honest.isOpen()).as("room that was given back").isTrue();
    }

    @Test
    void shouldGiveBackTheRoomOfConnectionsThatEnd() {
        // Given
        List<WatchedConnection> connections = new ArrayList<>();
        for (int i = 0; i < CONNECTIONS; i++) {
            Watched watched = open();
            answer(watched.channel, ANSWER);
            connections.add(watched.connection);
        }

        // When
        connections.forEach(WatchedConnection::end);

        // Then
        assertThat(answers.take(BytesInMemory.forLarge(ANSWERS), 0)).isTrue();
    }

    @Test
    void shouldReadNothingFromAClientThatDoesNotTakeItsAnswers() {
        // Given
        Watched watched = open();

        // When
        answer(watched.channel, ANSWER);

        // Then
        assertThat(watched.connection.isReading()).isFalse();
        watched.channel.flushOutbound();
        assertThat(watched.connection.isReading()).isTrue();
    }

    @Test
    void shouldReadOnWhenTheAnswersAreTakenAndNoBodyWantsToWait() {
        // Given
        Watched watched = open();
        watched.connection.pause();
        watched.connection.pause();
        answer(watched.channel, ANSWER);

        // When / Then
        watched.channel.flushOutbound();
        assertThat(watched.connection.isReading()).isFalse();
        resume(watched);
        assertThat(watched.connection.isReading())
                .as("another body of the connection waits")
                .isFalse();
        answer(watched.channel, ANSWER);
        resume(watched);
        assertThat(watched.connection.isReading()).as("an answer waits").isFalse();
        watched.channel.flushOutbound();
        assertThat(watched.connection.isReading()).isTrue();
    }

    @Test
    void shouldNotCallAConnectionIdleWhileItsAnswerIsTaken() {
        // Given
        Clients one = new Clients(1, 1);
        Watched watched = open(one);
        watched.connection.began();
        answer(watched.channel, ANSWER);
        watched.connection.answered();

        // When
        look(watched.channel);

        // Then
        assertThat(watched.channel.isOpen()).isTrue();
        assertThat(one.admit(new WatchedConnection(limits, one, "b", watched.channel)))
                .as("a place for another connection")
                .isFalse();
        watched.channel.flushOutbound();
        look(watched.channel);
        assertThat(watched.channel.isOpen()).as("keep-alive is over").isFalse();
    }

    @Test
    void shouldLetAConnectionWhoseAnswerIsTakenMakeRoom() {
        // Given
        Clients one = new Clients(1, 1);
        Watched watched = open(one);
        watched.connection.began();
        answer(watched.channel, ANSWER);
        watched.connection.answered();

        // When
        watched.channel.flushOutbound();

        // Then
        assertThat(one.admit(new WatchedConnection(limits, one, "b", watched.channel)))
                .isTrue();
    }

    private record Watched(WatchedConnection connection, EmbeddedChannel channel) {}

    private Watched open() {
        return open(clients);
    }

    private Watched open(Clients of) {
        EmbeddedChannel channel = new EmbeddedChannel();
        WatchedConnection connection = new WatchedConnection(limits, of, "a", channel);
        of.admit(connection);
        connection.install();
        channels.add(channel);
        return new Watched(connection, channel);
    }

    private static void answer(EmbeddedChannel channel, int bytes) {
        ChannelFuture written = channel.write(Unpooled.wrappedBuffer(new byte[bytes]));
        assertThat(written.isSuccess()).as("taken by the client").isFalse();
    }

    private static void resume(Watched watched) {
        watched.connection.resume();
        watched.channel.runPendingTasks();
    }

    private static void look(EmbeddedChannel channel) {
        channel.advanceTimeBy(1, TimeUnit.SECONDS);
        channel.runScheduledPendingTasks();
    }
}
