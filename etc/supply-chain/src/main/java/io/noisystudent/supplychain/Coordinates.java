package io.noisystudent.supplychain;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

import static java.util.Objects.requireNonNull;

/**
 * Names a component: an artifact of Maven, or something that no registry of Java knows.
 *
 * @param ecosystem "maven", or "generic" for a native library
 * @param group empty for a native library
 * @param classifier empty for most
 */
record Coordinates(String ecosystem, String group, String name, String version, String classifier)
        implements Comparable<Coordinates> {
    private static final String MAVEN = "maven";
    private static final String GENERIC = "generic";

    Coordinates {
        requireNonNull(ecosystem, "ecosystem is null");
        requireNonNull(group, "group is null");
        requireNonNull(name, "name is null");
        requireNonNull(version, "version is null");
        requireNonNull(classifier, "classifier is null");
    }

    static Coordinates maven(String group, String name, String version, String classifier) {
        return new Coordinates(MAVEN, group, name, version, classifier);
    }

    static Coordinates nativeLibrary(String name, String version) {
        return new Coordinates(GENERIC, "", name, version, "");
    }

    /** As advisories name the package: {@code group:name}, or {@code pkg:generic/name}. */
    public String packageName() {
        return ecosystem.equals(MAVEN) ? group + ":" + name : "pkg:generic/" + name;
    }

    /** The package URL, which scanners and registries understand. */
    public String purl() {
        String path = group.isEmpty() ? name : group + "/" + name;
        String qualifiers = ecosystem.equals(MAVEN) ? "?" + classifierQualifier() + "type=jar" : "";
        return "pkg:" + ecosystem + "/" + path + "@" + encode(version) + qualifiers;
    }

    private String classifierQualifier() {
        return classifier.isEmpty() ? "" : "classifier=" + encode(classifier) + "&";
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    @Override
    public int compareTo(Coordinates other) {
        return purl().compareTo(other.purl());
    }

    @Override
    public String toString() {
        return packageName() + " " + version + (classifier.isEmpty() ? "" : " (" + classifier + ")");
    }
}
