// Command schema-generator prints the schemas of Go API types as JSON, with the generator that those projects make their CRDs with.
//
//	schema-generator [-enums] k8s.io/api/apps/v1.Deployment ...
//
// With -enums, types that Kubernetes marks as enumerations list their constants, as its own OpenAPI document does.
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"go/types"
	"os"
	"strings"

	gopackages "golang.org/x/tools/go/packages"
	apiext "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	"sigs.k8s.io/controller-tools/pkg/crd"
	crdmarkers "sigs.k8s.io/controller-tools/pkg/crd/markers"
	"sigs.k8s.io/controller-tools/pkg/loader"
	"sigs.k8s.io/controller-tools/pkg/markers"
)

const (
	meta      = "k8s.io/apimachinery/pkg/apis/meta/v1"
	extension = "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
)

func main() {
	enums := flag.Bool("enums", false, "list the constants of enumerations")
	flag.Parse()
	if err := run(flag.Args(), *enums); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(roots []string, enums bool) error {
	registry := &markers.Registry{}
	for _, definition := range crdmarkers.AllDefinitions {
		if topology[definition.Name] {
			continue
		}
		if err := registry.Register(definition.Definition); err != nil {
			return err
		}
	}
	if err := registry.Define("enum", markers.DescribesType, struct{}{}); err != nil {
		return err
	}
	parser := &crd.Parser{
		Collector:                  &markers.Collector{Registry: registry},
		Checker:                    &loader.TypeChecker{},
		AllowDangerousTypes:        true,
		GenerateEmbeddedObjectMeta: true,
	}
	crd.AddKnownTypes(parser)
	parser.PackageOverrides[meta] = known(meta, scalars)
	parser.PackageOverrides[extension] = known(extension, anything)

	names := map[string][]string{}
	var paths []string
	for _, root := range roots {
		dot := strings.LastIndex(root, ".")
		path := root[:dot]
		if names[path] == nil {
			paths = append(paths, path)
		}
		names[path] = append(names[path], root[dot+1:])
	}
	packages, err := loader.LoadRoots(paths...)
	if err != nil {
		return err
	}
	for _, pkg := range packages {
		parser.NeedPackage(pkg)
		for _, name := range names[pkg.PkgPath] {
			parser.NeedSchemaFor(crd.TypeIdent{Package: pkg, Name: name})
		}
	}
	// As controller-gen: the code beside the types is not loaded, and need not compile.
	if loader.PrintErrors(packages, gopackages.TypeError) {
		return fmt.Errorf("there were errors, see above")
	}
	schemas := map[string]apiext.JSONSchemaProps{}
	for ident, schema := range parser.Schemata {
		if enums && parser.Types[ident] != nil && parser.Types[ident].Markers.Get("enum") != nil {
			schema.Enum = constants(ident)
		}
		schemas[ident.Package.PkgPath+"."+ident.Name] = schema
	}
	return json.NewEncoder(os.Stdout).Encode(schemas)
}

// constants are the values of a type that Kubernetes marks as an enumeration; the generator of CRDs does not know that mark.
func constants(ident crd.TypeIdent) []apiext.JSON {
	ident.Package.NeedTypesInfo()
	scope := ident.Package.Types.Scope()
	var values []apiext.JSON
	seen := map[string]bool{}
	for _, name := range scope.Names() {
		constant, ok := scope.Lookup(name).(*types.Const)
		if !ok {
			continue
		}
		if named, ok := constant.Type().(*types.Named); ok && named.Obj().Name() == ident.Name {
			if value := constant.Val().ExactString(); !seen[value] {
				seen[value] = true
				values = append(values, apiext.JSON{Raw: []byte(value)})
			}
		}
	}
	return values
}

// known gives some types of a package a schema of their own, since they read and write JSON by code, and leaves the others to the parser.
func known(path string, schemas map[string]apiext.JSONSchemaProps) crd.PackageOverride {
	return func(parser *crd.Parser, pkg *loader.Package) {
		for name, schema := range schemas {
			parser.Schemata[crd.TypeIdent{Name: name, Package: pkg}] = schema
		}
		parser.AddPackage(pkg)
	}
}

// topology says how lists merge, which a schema for validation needs not; one package has it at a place that the parser refuses.
var topology = map[string]bool{"listType": true, "listMapKey": true, "mapType": true, "structType": true}

var yes = true

var scalars = map[string]apiext.JSONSchemaProps{
	"Time":      {Type: "string", Format: "date-time"},
	"MicroTime": {Type: "string", Format: "date-time"},
	"Duration":  {Type: "string"},
	"FieldsV1":  {Type: "object", XPreserveUnknownFields: &yes},
}

var anything = map[string]apiext.JSONSchemaProps{
	"JSON":                         {XPreserveUnknownFields: &yes},
	"JSONSchemaPropsOrBool":        {XPreserveUnknownFields: &yes},
	"JSONSchemaPropsOrArray":       {XPreserveUnknownFields: &yes},
	"JSONSchemaPropsOrStringArray": {XPreserveUnknownFields: &yes},
}
