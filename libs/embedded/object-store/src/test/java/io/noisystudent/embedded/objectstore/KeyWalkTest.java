package io.noisystudent.embedded.objectstore;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class KeyWalkTest {
    /** Names around the order of {@code '-'}, {@code '.'}, {@code '/'} and {@code '0'}, and beginnings of each other. */
    private static final List<String> NAMES = List.of("a", "a-", "a-b", "a.b", "a0", "ab", "b", "b0", "-");

    @TempDir
    private Path bucket;

    @Test
    void shouldListAsSortingAllKeysWould() throws Exception {
        SortedSet<String> all = write(40);
        List<String> texts = new ArrayList<>(List.of("", "/", "a/", "a0/", "a-b/a", "zzz"));
        all.forEach(key -> texts.addAll(List.of(key, key + "0", key.substring(0, key.length() - 1))));
        for (String prefix : texts) {
            for (String after : texts) {
                for (int limit : new int[] {1, 3, 1000}) {
                    assertThat(new KeyWalk(bucket, prefix, after, limit).keys())
                            .as("prefix %s after %s limit %s", prefix, after, limit)
                            .isEqualTo(all.stream()
                                    .filter(key -> key.startsWith(prefix) && key.compareTo(after) > 0)
                                    .limit(limit)
                                    .toList());
                }
            }
        }
    }

    @Test
    void shouldHideWhatTheStoreKeepsForItself() throws Exception {
        String writing = "-01234567-89ab-4def-8123-456789abcdef";
        for (String name : List.of("k" + writing, ".mpus-1", ".s3proxy-1", "k", "k" + writing + ".json")) {
            Files.writeString(bucket.resolve(name), "");
        }
        assertThat(new KeyWalk(bucket, "", "", 10).keys()).containsExactly("k", "k" + writing + ".json");
    }

    @Test
    void shouldListWhatIsInADirectoryThatIsNamedLikeAnUnfinishedFile() throws Exception {
        Path model = Files.createDirectory(bucket.resolve("model-01234567-89ab-4def-8123-456789abcdef"));
        Files.writeString(model.resolve("k"), "");
        assertThat(new KeyWalk(bucket, "", "", 10).keys()).containsExactly(model.getFileName() + "/k");
    }

    @Test
    void shouldListNothingWithoutABucket() {
        assertThat(new KeyWalk(bucket.resolve("none"), "", "", 10).keys()).isEmpty();
    }

    private SortedSet<String> write(int keys) throws Exception {
        Random random = new Random(1);
        SortedSet<String> written = new TreeSet<>();
        while (written.size() < keys) {
            String key = "";
            for (int depth = random.nextInt(3); depth >= 0; depth--) {
                key += NAMES.get(random.nextInt(NAMES.size())) + (depth > 0 ? "/" : "");
            }
            // What is a directory cannot be a file as well.
            if (!Files.exists(bucket.resolve(key)) && canBeMade(bucket.resolve(key))) {
                Files.createDirectories(bucket.resolve(key).getParent());
                Files.writeString(bucket.resolve(key), "");
                written.add(key);
            }
        }
        return written;
    }

    private boolean canBeMade(Path file) {
        for (Path above = file.getParent(); !above.equals(bucket); above = above.getParent()) {
            if (Files.isRegularFile(above)) {
                return false;
            }
        }
        return true;
    }
}
