package dev.telemetry.model;

import org.apache.avro.specific.SpecificData;
import org.apache.avro.util.ClassSecurityValidator;
import org.apache.avro.util.ClassSecurityValidator.ClassSecurityPredicate;

/**
 * What each generated record begins with, so that Avro trusts the records of this package from the
 * first use of any of them: a builder that looks for the default of an enum would fail otherwise.
 */
final class OwnRecords {
  private static final String PACKAGE = OwnRecords.class.getPackageName() + ".";

  static {
    ClassSecurityPredicate ours = type -> type.getName().startsWith(PACKAGE);
    ClassSecurityValidator.setGlobal(
        ClassSecurityValidator.composite(ClassSecurityValidator.getGlobal(), ours));
  }

  private OwnRecords() {}

  /** A model without conversions. */
  static SpecificData newModel() {
    return new SpecificData();
  }
}
