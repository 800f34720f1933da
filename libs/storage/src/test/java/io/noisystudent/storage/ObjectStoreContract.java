package io.noisystudent.storage;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

/** What every implementation of the port must do; each has a test that extends this one. */
public abstract class ObjectStoreContract {
    private static final int RACERS = 16;
    private static final int ROUNDS = 30;
    private static final int LARGE = 32 * 1024 * 1024;

    private final String prefix = "contract/" + UUID.randomUUID() + "/";

    @TempDir
    Path directory;

    protected abstract ObjectStore store();

    @Test
    void shouldReturnWhatWasCreated() {
        // Given
        String key = key("a/b.json");
        // When
        PutResult result = store().create(key, bytes("hello"));
        // Then
        assertThat(result.isCreated()).isTrue();
        assertThat(store().get(key)).hasValue(bytes("hello"));
        ObjectStat stat = store().stat(key).orElseThrow();
        assertThat(stat.key()).isEqualTo(key);
        assertThat(stat.size()).isEqualTo(5);
        assertThat(result).isEqualTo(new PutResult.Created(stat.etag()));
        assertThat(stat.lastModified()).isCloseTo(Instant.now(), within(Duration.ofMinutes(5)));
    }

    @Test
    void shouldRefuseASecondCreateAndKeepTheFirst() throws IOException {
        // Given
        String key = key("once");
        store().create(key, bytes("first"));
        Path file = Files.write(directory.resolve("file"), bytes("third"));
        // When
        List<PutResult> results = List.of(
                store().create(key, bytes("second")),
                store().create(key, new ByteArrayInputStream(bytes("second")), 6),
                store().create(key, file));
        // Then
        assertThat(results).containsOnly(new PutResult.AlreadyExists());
        assertThat(store().get(key)).hasValue(bytes("first"));
    }

    @Test
    void shouldLetExactlyOneOfSixteenRacersWin() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(RACERS);
        try {
            for (int round = 0; round < ROUNDS; round++) {
                // Given
                String key = key("race/" + round);
                CountDownLatch start = new CountDownLatch(1);
                List<Future<PutResult>> racers = new ArrayList<>();
                for (int racer = 0; racer < RACERS; racer++) {
                    byte[] nonce = bytes("racer " + racer);
                    racers.add(threads.submit(() -> {
                        start.await();
                        return store().create(key, nonce);
                    }));
                }
                // When
                start.countDown();
                List<Integer> winners = new ArrayList<>();
                for (int racer = 0; racer < RACERS; racer++) {
                    if (racers.get(racer).get().isCreated()) {
                        winners.add(racer);
                    }
                }
                // Then
                assertThat(winners).as("winners of round %d", round).hasSize(1);
                assertThat(store().get(key)).hasValue(bytes("racer " + winners.get(0)));
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void shouldReplaceAnObjectInOneStep() throws IOException {
        // Given
        String key = key("damaged");
        store().create(key, bytes("damaged content"));
        // When, Then
        store().replace(key, bytes("right"));
        assertThat(store().get(key)).hasValue(bytes("right"));
        assertThat(store().stat(key).orElseThrow().size()).isEqualTo(5);
        store().replace(key, Files.write(directory.resolve("right"), bytes("right from a file")));
        assertThat(read(key, ByteRange.from(0))).isEqualTo("right from a file");
        store().replace(key("lost"), bytes("found"));
        assertThat(store().get(key("lost"))).hasValue(bytes("found"));
    }

    @Test
    void shouldProveThatConditionsAreHonoredAndCleanUp() {
        // When
        new ConditionalWriteProof(store()).run();
        // Then
        assertThat(store().list("proofs/", "", 10)).isEmpty();
    }

    @Test
    void shouldKnowNothingOfAnAbsentKey() {
        String key = key("absent");
        assertThat(store().get(key)).isEmpty();
        assertThat(store().stat(key)).isEmpty();
        assertRefused(ErrorCode.NOT_FOUND, () -> store().open(key).close());
        assertRefused(
                ErrorCode.NOT_FOUND, () -> store().open(key, ByteRange.from(0)).close());
        store().delete(key);
    }

    @Test
    void shouldReadRanges() throws IOException {
        // Given
        String key = key("range");
        store().create(key, bytes("0123456789"));
        // Then
        assertThat(read(key, new ByteRange(0, 1))).isEqualTo("0");
        assertThat(read(key, new ByteRange(3, 4))).isEqualTo("3456");
        assertThat(read(key, new ByteRange(9, 1))).isEqualTo("9");
        assertThat(read(key, new ByteRange(0, 10))).isEqualTo("0123456789");
        assertThat(read(key, new ByteRange(8, 100))).isEqualTo("89");
        assertThat(read(key, ByteRange.from(0))).isEqualTo("0123456789");
        assertThat(read(key, ByteRange.from(7))).isEqualTo("789");
        assertThat(read(key, new ByteRange(7, Long.MAX_VALUE - 7))).isEqualTo("789");
        assertRefused(ErrorCode.RANGE_NOT_SATISFIABLE, () -> read(key, ByteRange.from(10)));
        assertRefused(ErrorCode.RANGE_NOT_SATISFIABLE, () -> read(key, new ByteRange(11, 5)));
    }

    @Test
    void shouldStoreAnEmptyObject() throws IOException {
        // Given
        String key = key("empty");
        // When
        PutResult result = store().create(key, new byte[0]);
        // Then
        assertThat(result.isCreated()).isTrue();
        assertThat(store().create(key, bytes("x")).isCreated()).isFalse();
        assertThat(store().get(key)).hasValue(new byte[0]);
        assertThat(store().stat(key).orElseThrow().size()).isZero();
        try (InputStream content = store().open(key)) {
            assertThat(content.read()).isEqualTo(-1);
        }
        assertRefused(ErrorCode.RANGE_NOT_SATISFIABLE, () -> read(key, ByteRange.from(0)));
    }

    @Test
    void shouldListStrictlyAfterAKeyAndUpToALimit() {
        // Given
        for (String name : List.of("b/2", "a/1", "c", "b/10", "b-1")) {
            store().create(key(name), bytes(name));
        }
        // Then
        assertThat(names("", "", 100)).containsExactly("a/1", "b-1", "b/10", "b/2", "c");
        assertThat(names("", "", 2)).containsExactly("a/1", "b-1");
        assertThat(names("", "b-1", 2)).containsExactly("b/10", "b/2");
        assertThat(names("", "b", 1)).containsExactly("b-1");
        assertThat(names("", "c", 100)).isEmpty();
        assertThat(names("b/", "", 100)).containsExactly("b/10", "b/2");
        assertThat(names("b/", "b/10", 100)).containsExactly("b/2");
        assertThat(names("b", "", 100)).containsExactly("b-1", "b/10", "b/2");
        assertThat(names("nothing", "", 100)).isEmpty();
        ObjectStat stat = store().stat(key("c")).orElseThrow();
        assertThat(store().list(key("c"), "", 1).get(0))
                .usingRecursiveComparison()
                .ignoringFields("lastModified")
                .isEqualTo(stat);
    }

    @Test
    void shouldListMoreThanAThousandKeysInOrder() throws Exception {
        // Given
        int count = 1_030;
        ExecutorService threads = Executors.newFixedThreadPool(RACERS);
        try {
            List<Future<?>> writes = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                String key = key("many/%06d".formatted(i));
                writes.add(threads.submit(() -> store().create(key, bytes(key))));
            }
            for (Future<?> write : writes) {
                write.get();
            }
        } finally {
            threads.shutdownNow();
        }
        List<String> expected =
                IntStream.range(0, count).mapToObj("many/%06d"::formatted).toList();
        // Then
        assertThat(names("many/", "", 5_000)).isEqualTo(expected);
        assertThat(names("many/", "", 1_001)).isEqualTo(expected.subList(0, 1_001));
        assertThat(names("many/", "many/000009", 1_005)).isEqualTo(expected.subList(10, 1_015));
        assertThat(names("many/", "many/001000", 1_000)).isEqualTo(expected.subList(1_001, count));
    }

    @Test
    void shouldListNothingThatIsStillBeingWritten() throws Exception {
        // Given
        List<String> keys = IntStream.range(0, 200)
                .mapToObj(i -> key("racing/%03d.json".formatted(i)))
                .toList();
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            // When
            List<Future<PutResult>> writes = keys.stream()
                    .map(key -> threads.submit(() -> store().create(key, bytes(key))))
                    .toList();
            // Then
            while (!writes.stream().allMatch(Future::isDone)) {
                assertThat(keys).containsAll(listed(1)).containsAll(listed(1000));
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(listed(1000)).isEqualTo(keys);
    }

    private List<String> listed(int limit) {
        return store().list(key("racing/"), "", limit).stream()
                .map(ObjectStat::key)
                .toList();
    }

    @Test
    void shouldTakeKeysInAnyScript() {
        // Given
        List<String> names = List.of("a b+c&d=e%f", "ä/ö", "日本語/画像", "\ue000", "\uff5e");
        // When
        for (String name : names) {
            assertThat(store().create(key(name), bytes(name)).isCreated())
                    .as(name)
                    .isTrue();
        }
        // Then
        for (String name : names) {
            assertThat(store().get(key(name))).as(name).hasValue(bytes(name));
            assertThat(store().stat(key(name))).as(name).isPresent();
        }
        assertThat(names("", "", 10)).containsExactlyElementsOf(names);
        assertThat(names("", "ä/ö", 2)).containsExactly("日本語/画像", "\ue000");
    }

    @Test
    void shouldRefuseKeysThatStoresDisagreeAbout() {
        for (String key : List.of("", "/a", "a/", "a//b", "a/../b", "./a", "a\\b", "a\nb", "😀", "x".repeat(256))) {
            assertRefused(ErrorCode.BAD_NAME, () -> store().create(key, bytes("x")));
            assertRefused(ErrorCode.BAD_NAME, () -> store().get(key));
        }
    }

    @Test
    void shouldStreamALargeObjectInAndOut() throws Exception {
        // Given
        String fromStream = key("large-stream");
        String fromFile = key("large-file");
        Path file = directory.resolve("large");
        Files.copy(new PatternStream(LARGE), file);
        // When
        PutResult streamed = store().create(fromStream, new PatternStream(LARGE), LARGE);
        PutResult uploaded = store().create(fromFile, file);
        // Then
        byte[] expected = digest(new PatternStream(LARGE));
        assertThat(streamed.isCreated() && uploaded.isCreated()).isTrue();
        assertThat(digest(store().open(fromStream))).isEqualTo(expected);
        assertThat(digest(store().open(fromFile))).isEqualTo(expected);
        assertThat(store().stat(fromFile).orElseThrow().size()).isEqualTo(LARGE);
        assertThat(store().create(fromStream, new PatternStream(LARGE), LARGE).isCreated())
                .isFalse();
        assertRefused(ErrorCode.TOO_LARGE, () -> store().get(fromStream));
    }

    @Test
    void shouldStoreNothingIfTheContentIsNotAsLongAsDeclared() {
        String key = key("length");
        assertRefused(ErrorCode.BAD_REQUEST, () -> store().create(key, new PatternStream(9), 10));
        assertRefused(ErrorCode.BAD_REQUEST, () -> store().create(key, new PatternStream(11), 10));
        assertRefused(ErrorCode.BAD_REQUEST, () -> store().create(key, new PatternStream(LARGE - 1), LARGE));
        assertRefused(ErrorCode.BAD_REQUEST, () -> store().create(key, new PatternStream(LARGE + 1), LARGE));
        assertThat(store().stat(key)).isEmpty();
    }

    @Test
    void shouldStoreNothingIfTheContentCannotBeRead() {
        // Given
        String key = key("broken");
        InputStream broken = new FilterInputStream(new PatternStream(10)) {
            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                throw new IOException("the producer went away");
            }
        };
        // Then
        assertThatThrownBy(() -> store().create(key, broken, 10)).isInstanceOf(UncheckedIOException.class);
        assertThatThrownBy(() -> store().create(key, directory.resolve("no-such-file")))
                .isInstanceOf(UncheckedIOException.class);
        assertThat(store().stat(key)).isEmpty();
    }

    @Test
    void shouldDelete() {
        // Given
        String key = key("deleted");
        store().create(key, bytes("x"));
        // When
        store().delete(key);
        // Then
        assertThat(store().get(key)).isEqualTo(Optional.empty());
        assertThat(store().create(key, bytes("y")).isCreated()).isTrue();
    }

    private String key(String name) {
        return prefix + name;
    }

    private List<String> names(String namePrefix, String after, int limit) {
        String key = after.isEmpty() ? "" : key(after);
        return store().list(key(namePrefix), key, limit).stream()
                .map(stat -> stat.key().substring(prefix.length()))
                .toList();
    }

    private String read(String key, ByteRange range) throws IOException {
        try (InputStream content = store().open(key, range)) {
            return new String(content.readAllBytes(), UTF_8);
        }
    }

    private static void assertRefused(ErrorCode code, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(NoisyStudentException.class, e -> assertThat(e.code())
                .isEqualTo(code));
    }

    private static byte[] digest(InputStream content) throws Exception {
        MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
        try (InputStream digested = new DigestInputStream(content, sha256)) {
            digested.transferTo(OutputStream.nullOutputStream());
        }
        return sha256.digest();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
