package io.noisystudent.supplychain;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.cyclonedx.Version;
import org.cyclonedx.exception.ParseException;
import org.cyclonedx.parsers.JsonParser;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What this build ships. */
class ShippedIT {
    private static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();
    private static final Path BILLS = Path.of("target/bom");
    private static final List<String> PRODUCTS = Stream.concat(Shipped.SERVICES.stream(), Stream.of(Shipped.LAUNCHER))
            .toList();

    /** Fails when something shipped has a known hole: raise it, or say in exemptions.json why it does not matter. */
    @Test
    void shouldShipNothingThatIsKnownToBeVulnerable() {
        // Given
        KnownVulnerabilities known = KnownVulnerabilities.read(ROOT.resolve("etc/advisories"));
        List<Finding> findings = new ArrayList<>();
        // When
        PRODUCTS.forEach(product ->
                known.findings(product, BillOfMaterials.read(bill(product))).forEach(findings::add));
        // Then
        assertThat(known.advisories()).hasSizeGreaterThan(100);
        assertThat(known.problems(findings, LocalDate.now(ZoneOffset.UTC))).isEmpty();
    }

    @Test
    void shouldListEveryJarThatIsShippedAndNoOther() throws IOException {
        for (String product : PRODUCTS) {
            // Given
            Path target = ROOT.resolve(product).resolve("target");
            List<Path> folders = product.equals(Shipped.LAUNCHER)
                    ? List.of(target.resolve("lib"))
                    : List.of(target.resolve("quarkus-app/lib/main"), target.resolve("quarkus-app/lib/boot"));
            Set<String> files = new TreeSet<>();
            for (Path folder : folders) {
                try (Stream<Path> jars = Files.list(folder)) {
                    jars.forEach(jar -> files.addAll(namesIn(jar)));
                }
            }
            // When
            Set<String> listed = fileNames(Json.read(bill(product)), !product.equals(Shipped.LAUNCHER));
            // Then
            assertThat(listed).as(product).isEqualTo(files).hasSizeGreaterThan(100);
        }
    }

    @Test
    void shouldShipOneVersionOfEachFamily() {
        for (String product : PRODUCTS) {
            // When
            Map<String, Set<String>> versions = BillOfMaterials.read(bill(product)).stream()
                    .filter(component -> component.group().equals("io.netty")
                            || component.name().matches("jackson-(core|databind|dataformat-.*|datatype-.*|module-.*)"))
                    .collect(Collectors.groupingBy(
                            component -> component.group().replaceAll("\\.(core|dataformat|datatype|module)$", ""),
                            TreeMap::new,
                            Collectors.mapping(Coordinates::version, Collectors.toCollection(TreeSet::new))));
            // Then
            assertThat(versions).as(product).containsKey("com.fasterxml.jackson");
            assertThat(versions)
                    .allSatisfy((family, of) ->
                            assertThat(of).as(product + " " + family).hasSize(1));
        }
    }

    @Test
    void shouldNameNativeAndShadedComponents() {
        assertThat(BillOfMaterials.read(bill("student-trainer")))
                .extracting(Coordinates::name)
                .contains("libtorch", "onednn", "openblas", "opencv", "libpng", "jctools-core");
        assertThat(BillOfMaterials.read(bill("labeler-service")))
                .extracting(Coordinates::name)
                .contains("onnxruntime", "opencv");
        assertThat(BillOfMaterials.read(bill("launcher")))
                .extracting(Coordinates::packageName)
                .contains("org.eclipse.jetty:jetty-server", "org.apache.kafka:kafka-server", "org.gaul:s3proxy");
    }

    @Test
    void shouldFollowTheSchemaOfCycloneDx() throws IOException, ParseException {
        for (String product : PRODUCTS) {
            // When
            List<ParseException> errors =
                    new JsonParser().validate(bill(product).toFile(), Version.VERSION_16);
            // Then
            assertThat(errors).as(product).isEmpty();
            assertThat(Json.read(bill(product)).has("serialNumber")).isFalse();
        }
    }

    private static Path bill(String product) {
        return BillOfMaterials.file(BILLS, product);
    }

    /** The file's name, and those of jars in it. */
    private static Set<String> namesIn(Path jar) {
        Set<String> names = new TreeSet<>(Set.of(jar.getFileName().toString()));
        if (!jar.getFileName().toString().startsWith("embedded-")) {
            return names;
        }
        try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(jar))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                if (entry.getName().endsWith(".jar")) {
                    names.add(Path.of(entry.getName()).getFileName().toString());
                }
            }
            return names;
        } catch (IOException e) {
            throw new AssertionError(jar + " cannot be read", e);
        }
    }

    /** The files that a bill lists: what has a hash is a file. */
    private static Set<String> fileNames(JsonNode parent, boolean withGroup) {
        Set<String> names = new TreeSet<>();
        for (JsonNode item : parent.path("components")) {
            if (item.has("hashes")) {
                String purl = item.path("purl").textValue();
                String classifier =
                        purl.contains("classifier=") ? "-" + purl.replaceAll(".*classifier=([^&]*)&.*", "$1") : "";
                names.add((withGroup ? item.path("group").textValue() + "." : "")
                        + item.path("name").textValue() + "-"
                        + item.path("version").textValue() + classifier + ".jar");
            }
            names.addAll(fileNames(item, withGroup));
        }
        return names;
    }
}
