package io.noisystudent.supplychain;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * What a product consists of, in CycloneDX 1.6. It has no serial number and no time: two builds of the same sources give
 * the same bytes.
 */
final class BillOfMaterials {
    /** Of our own products, which have no release yet. */
    private static final String VERSION = "0.1.0-SNAPSHOT";

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private BillOfMaterials() {}

    static Path file(Path folder, String product) {
        return folder.resolve(product + ".cdx.json");
    }

    static void write(Product product, Path file) {
        Coordinates root = Coordinates.maven("io.noisystudent", product.name(), VERSION, "");
        ObjectNode bill = NODES.objectNode();
        bill.put("bomFormat", "CycloneDX");
        bill.put("specVersion", "1.6");
        bill.put("version", 1);
        bill.putObject("metadata").set("component", item(root, "application", root.purl()));
        bill.set("components", items(product.components(), ""));
        // A jar does not say which other jars need it: all hang on the product.
        ObjectNode needs = bill.putArray("dependencies").addObject();
        needs.put("ref", root.purl());
        ArrayNode direct = needs.putArray("dependsOn");
        product.components()
                .forEach(component -> direct.add(component.coordinates().purl()));
        Json.write(file, bill);
    }

    private static ArrayNode items(List<Component> components, String parent) {
        ArrayNode items = NODES.arrayNode();
        components.forEach(component -> items.add(item(component, parent)));
        return items;
    }

    private static ObjectNode item(Component component, String parent) {
        // The same library may be in several jars; a reference is unique.
        String reference = parent + component.coordinates().purl();
        ObjectNode item = item(component.coordinates(), "library", reference);
        if (!component.sha256().isEmpty()) {
            ObjectNode hash = item.putArray("hashes").addObject();
            hash.put("alg", "SHA-256");
            hash.put("content", component.sha256());
        }
        if (!component.parts().isEmpty()) {
            item.set("components", items(component.parts(), reference + "#"));
        }
        return item;
    }

    private static ObjectNode item(Coordinates coordinates, String type, String reference) {
        ObjectNode item = NODES.objectNode();
        item.put("type", type);
        item.put("bom-ref", reference);
        if (!coordinates.group().isEmpty()) {
            item.put("group", coordinates.group());
        }
        item.put("name", coordinates.name());
        item.put("version", coordinates.version());
        item.put("purl", coordinates.purl());
        return item;
    }

    /** Every component at every depth of a bill that was written. */
    static List<Coordinates> read(Path file) {
        return components(Json.read(file)).toList();
    }

    private static Stream<Coordinates> components(JsonNode parent) {
        return StreamSupport.stream(parent.path("components").spliterator(), false)
                .flatMap(item -> Stream.concat(Stream.of(coordinates(item)), components(item)));
    }

    private static Coordinates coordinates(JsonNode item) {
        String name = item.path("name").textValue();
        String version = item.path("version").textValue();
        return item.has("group")
                ? Coordinates.maven(item.path("group").textValue(), name, version, "")
                : Coordinates.nativeLibrary(name, version);
    }
}
