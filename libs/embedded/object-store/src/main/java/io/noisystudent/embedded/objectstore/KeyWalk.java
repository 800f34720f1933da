package io.noisystudent.embedded.objectstore;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.PriorityQueue;
import java.util.regex.Pattern;

/**
 * The keys of a bucket in order, from a directory of files, up to a limit.
 *
 * <p>A file is a key, a directory a part of keys. The file {@code a-b} comes before what is in the directory {@code a},
 * because {@code '-'} comes before {@code '/'}: so a directory waits until no file can come before it. What comes after
 * the limit is not looked at.
 */
final class KeyWalk {
    /** The store writes an object {@code k} to a file {@code k-UUID} beside it and names it when it is complete. */
    private static final Pattern UNFINISHED =
            Pattern.compile("-[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}\\z");

    private static final List<String> INTERNAL = List.of(".mpus-", ".s3proxy-");

    private final Path bucket;
    private final String prefix;
    private final String after;
    private final int limit;
    private final List<String> keys = new ArrayList<>();

    /**
     * A walk that was not begun.
     *
     * @param after only keys strictly after it
     */
    KeyWalk(Path bucket, String prefix, String after, int limit) {
        this.bucket = bucket;
        this.prefix = prefix;
        this.after = after;
        this.limit = limit;
    }

    /** The first keys after {@code after} that begin with {@code prefix}. */
    List<String> keys() {
        walk("");
        return keys;
    }

    /** Adds what is below a directory; its key is empty or ends with a slash. */
    private void walk(String directory) {
        String passed = after.startsWith(directory) ? after.substring(directory.length()) : "";
        String[] names = bucket.resolve(directory).toFile().list((parent, name) -> mayFollow(name, passed));
        if (names == null) {
            return;
        }
        Arrays.sort(names);
        PriorityQueue<String> waiting = new PriorityQueue<>();
        for (String name : names) {
            String key = directory + name;
            walkAll(waiting, key);
            if (keys.size() >= limit) {
                return;
            }
            if (isInternal(name) || !mayBegin(key)) {
                continue;
            }
            if (Files.isDirectory(bucket.resolve(key), LinkOption.NOFOLLOW_LINKS)) {
                waiting.add(key + "/");
            } else if (!UNFINISHED.matcher(name).find()) {
                add(key);
            }
        }
        walkAll(waiting, "\uffff");
    }

    private void walkAll(PriorityQueue<String> waiting, String before) {
        while (keys.size() < limit && !waiting.isEmpty() && waiting.peek().compareTo(before) < 0) {
            walk(waiting.remove());
        }
    }

    private void add(String key) {
        if (keys.size() < limit && key.compareTo(after) > 0 && key.startsWith(prefix)) {
            keys.add(key);
        }
    }

    /** Whether a name, or one below it, comes after another; asked of every name of a directory for every page. */
    private static boolean mayFollow(String name, String passed) {
        int length = name.length();
        boolean isAfter = name.compareTo(passed) > 0;
        return isAfter || (passed.startsWith(name) && (passed.length() == length || passed.charAt(length) <= '/'));
    }

    /** Whether the key, or one below it if it is a directory, may begin with the prefix. */
    private boolean mayBegin(String key) {
        return key.startsWith(prefix) || prefix.startsWith(key + "/");
    }

    private static boolean isInternal(String name) {
        return INTERNAL.stream().anyMatch(name::startsWith);
    }
}
