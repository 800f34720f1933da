package io.noisystudent.supplychain;

import java.nio.file.Path;

/** Writes a bill of materials for everything that is shipped; the build runs it. */
public final class WriteBills {
    private WriteBills() {}

    /** Takes the root of the checkout, built, and the folder to write to. */
    public static void main(String[] arguments) {
        Path folder = Path.of(arguments[1]);
        Shipped.read(Path.of(arguments[0]))
                .forEach(product -> BillOfMaterials.write(product, BillOfMaterials.file(folder, product.name())));
    }
}
