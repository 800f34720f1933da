package io.noisystudent.service.limit;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.vertx.core.http.HttpServerOptions;
import java.nio.charset.StandardCharsets;
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
    private final BytesInMemory heads = new BytesInMemory(1 << 20);
    private final ConnectionLimits limits =
            new ConnectionLimits(Duration.ofHours(1), Duration.ofNanos(1), PATIENT, 1 << 20, answers, heads);
    private final Clients clients = new Clients(0, CONNECTIONS, answers);
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
        Clients one = new Clients(1, 1, answers);
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
        Clients one = new Clients(1, 1, answers);
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

    @Test
    void shouldLeaveRoomForTheAnswersOfOtherClients() {
        // Given
        Clients many = new Clients(CONNECTIONS, CONNECTIONS, answers);
        for (int i = 0; i < CONNECTIONS; i++) {
            answer(open(many).channel, ANSWER);
        }

        // When
        long open = channels.stream().filter(EmbeddedChannel::isOpen).count();

        // Then
        assertThat(open).isBetween(10L, ANSWERS / 4 / ANSWER);
        assertThat(answers.take(ANSWERS / 2, 0)).isTrue();
    }

    @Test
    void shouldCountAnAnswerUntilTheChannelHasIt() {
        // Given
        Watched watched = open();
        long most = BytesInMemory.forLarge(ANSWERS);

        // When, Then
        assertThat(watched.connection.announce(most)).isTrue();
        assertThat(watched.connection.announce(1)).isFalse();
        watched.connection.began();
        watched.connection.answered();
        assertThat(watched.connection.announce(most)).isTrue();
        watched.connection.end();
        assertThat(answers.take(most, 0)).as("given back").isTrue();
        assertThat(watched.connection.announce(most)).as("it is not read").isTrue();
    }

    @Test
    void shouldCountAnAnswerOnceWhileItIsWritten() {
        // Given
        Watched watched = open();
        int half = (int) (ANSWERS / 2);

        // When
        assertThat(watched.connection.announce(half)).isTrue();
        answer(watched.channel, half);

        // Then
        assertThat(watched.channel.isOpen()).isTrue();
        assertThat(answers.take(ANSWERS / 4, 0)).as("room for others").isTrue();
        answers.giveBack(ANSWERS / 4);
        watched.channel.flushOutbound();
        watched.connection.began();
        watched.connection.answered();
        assertThat(answers.take(BytesInMemory.forLarge(ANSWERS), 0))
                .as("given back")
                .isTrue();
    }

    @Test
    void shouldBoundTheHeadsOfRequestsThatAreNotAnswered() {
        // Given
        Watched watched = open();
        Watched other = open();

        // When, Then
        for (int i = 0; i < 17; i++) {
            assertThat(watched.connection.queue(1000)).isTrue();
        }
        assertThat(watched.connection.queue(1000)).as("one too many").isFalse();
        assertThat(other.connection.queue(1 << 20)).as("too large together").isFalse();
        watched.connection.answered();
        assertThat(watched.connection.queue(1000)).isTrue();
        watched.connection.end();
        assertThat(heads.take(BytesInMemory.forLarge(1 << 20), 0))
                .as("given back")
                .isTrue();
    }

    @Test
    void shouldRefuseAHeadOfTooManyLinesWhileItComes() {
        // Given
        EmbeddedChannel channel = new EmbeddedChannel(new HeadDecoder(new HttpServerOptions()));
        String line = "a:\r\n";

        // When
        channel.writeInbound(text("GET / HTTP/1.1\r\n" + line.repeat(HeadDecoder.LINES) + "\r\n"));
        channel.writeInbound(text("GET / HTTP/1.1\r\n" + line.repeat(HeadDecoder.LINES + 1)));

        // Then
        HttpRequest allowed = channel.readInbound();
        assertThat(allowed.decoderResult().isSuccess()).isTrue();
        channel.<HttpContent>readInbound().release();
        HttpRequest refused = channel.readInbound();
        assertThat(refused.decoderResult().cause()).isInstanceOf(TooLongHttpHeaderException.class);
        channel.finishAndReleaseAll();
    }

    private static ByteBuf text(String text) {
        return Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII);
    }

    private record Watched(WatchedConnection connection, EmbeddedChannel channel) {}

    private Watched open() {
        return open(clients);
    }

    private Watched open(Clients of) {
        EmbeddedChannel channel = new EmbeddedChannel();
        WatchedConnection connection = new WatchedConnection(limits, of, "a", channel);
        of.admit(connection);
        connection.install(HttpServerOptions::new);
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
