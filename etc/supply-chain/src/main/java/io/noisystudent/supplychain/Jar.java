package io.noisystudent.supplychain;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipInputStream;

/**
 * What can be seen in a jar from outside.
 *
 * @param artifacts those whose Maven properties it carries: itself, and what is shaded into it
 * @param nativeFiles base names of its native libraries
 * @param jars jars inside it, by base name
 */
record Jar(String sha256, List<Coordinates> artifacts, List<String> nativeFiles, Map<String, Jar> jars) {
    private static final Pattern PROPERTIES = Pattern.compile("META-INF/maven/[^/]+/[^/]+/pom\\.properties");
    private static final Pattern NATIVE = Pattern.compile(".*\\.(so|dll|dylib|jnilib)(\\.\\d+)*");

    /** Reads a file by its directory: inflating native libraries only to see their names would take long. */
    static Jar read(Path file) {
        try (ZipFile zip = new ZipFile(file.toFile());
                InputStream bytes = Files.newInputStream(file)) {
            Jar jar = empty(hash(bytes));
            for (ZipEntry entry : Collections.list(zip.entries())) {
                try (InputStream content = zip.getInputStream(entry)) {
                    jar.add(entry.getName(), content);
                }
            }
            return jar;
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** Reads a jar that lies inside another one. */
    private static Jar read(byte[] file) throws IOException {
        Jar jar = empty(hash(new ByteArrayInputStream(file)));
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(file))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                jar.add(entry.getName(), zip);
            }
        }
        return jar;
    }

    private static Jar empty(String sha256) {
        return new Jar(sha256, new ArrayList<>(), new ArrayList<>(), new TreeMap<>());
    }

    private void add(String path, InputStream content) throws IOException {
        String name = path.substring(path.lastIndexOf('/') + 1);
        if (PROPERTIES.matcher(path).matches()) {
            Properties properties = new Properties();
            properties.load(new ByteArrayInputStream(content.readAllBytes()));
            artifacts.add(Coordinates.maven(
                    properties.getProperty("groupId", ""),
                    properties.getProperty("artifactId", ""),
                    properties.getProperty("version", ""),
                    ""));
        } else if (NATIVE.matcher(name).matches()) {
            nativeFiles.add(name);
        } else if (name.endsWith(".jar")) {
            jars.put(name, read(content.readAllBytes()));
        }
    }

    private static String hash(InputStream bytes) throws IOException {
        try {
            DigestInputStream digest = new DigestInputStream(bytes, MessageDigest.getInstance("SHA-256"));
            digest.transferTo(OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(digest.getMessageDigest().digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
