"""Small files for the tests, one a format: exact headers, invented numbers."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping
from pathlib import Path

UUID = "0a1b2c3d-0000-4000-8000-00000000abcd"

METAPHLAN2 = """\
#SampleID\tMetaphlan2_Analysis
k__Bacteria\t100.0
k__Bacteria|p__Firmicutes\t60.0
k__Bacteria|p__Bacteroidetes\t40.0
k__Bacteria|p__Firmicutes|c__Clostridia|o__Clostridiales|f__Lachnospiraceae|g__Roseburia\t60.0
k__Bacteria|p__Bacteroidetes|c__Bacteroidia|o__Bacteroidales|f__Bacteroidaceae|g__Bacteroides\t40.0
k__Bacteria|p__Firmicutes|c__Clostridia|o__Clostridiales|f__Lachnospiraceae|g__Roseburia\
|s__Roseburia_hominis\t45.0
k__Bacteria|p__Firmicutes|c__Clostridia|o__Clostridiales|f__Lachnospiraceae|g__Roseburia\
|s__Roseburia_unclassified\t15.0
k__Bacteria|p__Bacteroidetes|c__Bacteroidia|o__Bacteroidales|f__Bacteroidaceae|g__Bacteroides\
|s__Bacteroides_uniformis\t40.0
k__Bacteria|p__Bacteroidetes|c__Bacteroidia|o__Bacteroidales|f__Bacteroidaceae|g__Bacteroides\
|s__Bacteroides_uniformis|t__GCF_000154205\t40.0
"""

METAPHLAN3 = """\
#mpa_v30_CHOCOPhlAn_201901
#metaphlan reads.fastq.gz --input_type fastq -o out.txt --unknown_estimation
#SampleID\tMetaphlan_Analysis
#clade_name\tNCBI_tax_id\trelative_abundance\tadditional_species
UNKNOWN\t-1\t20.0
k__Bacteria\t2\t64.0\t
k__Viruses\t10239\t16.0\t
k__Bacteria|p__Firmicutes\t2|1239\t64.0\t
k__Bacteria|p__Firmicutes|c__Clostridia\t2|1239|186801\t64.0\t
k__Bacteria|p__Firmicutes|c__Clostridia|o__Clostridiales|f__Lachnospiraceae\
|g__Lachnospiraceae_unclassified\
|s__Eubacterium_rectale\t2|1239|186801|186802|186803||39491\t48.0\t
k__Bacteria|p__Firmicutes|c__Clostridia|o__Clostridiales|f__Ruminococcaceae|g__Faecalibacterium\
|s__Faecalibacterium_prausnitzii\t2|1239|186801|186802|541000|216851|853\t16.0\tk__x|s__y,k__x|s__z
k__Viruses|p__Viruses_unclassified|c__Viruses_unclassified|o__Caudovirales|f__Siphoviridae\
|g__Siphoviridae_unclassified|s__Lactococcus_phage_jm3\t10239||||||\t16.0\t
"""

METAPHLAN4 = """\
#mpa_vOct22_CHOCOPhlAnSGB_202212
#metaphlan reads.fastq.gz --input_type fastq -o out.txt
#707440 reads processed
#SampleID\tMetaphlan_Analysis
#clade_name\tNCBI_tax_id\trelative_abundance\tadditional_species
UNCLASSIFIED\t-1\t10.0\t
k__Bacteria\t2\t90.0\t
k__Bacteria|p__Bacteroidetes\t2|976\t70.0\t
k__Bacteria|p__Firmicutes\t2|1239\t20.0\t
k__Bacteria|p__Bacteroidetes|c__CFGB1|o__OFGB1|f__FGB1|g__GGB1627\t2|976||||\t9.0\t
k__Bacteria|p__Bacteroidetes|c__CFGB1|o__OFGB1|f__FGB1|g__GGB1627|s__GGB1627_SGB2230\t2|976|||||\t9.0\t
k__Bacteria|p__Bacteroidetes|c__CFGB1|o__OFGB1|f__FGB1|g__GGB1627|s__GGB1627_SGB2230|t__SGB2230\
\t2|976||||||\t9.0\t
k__Bacteria|p__Bacteroidetes|c__Bacteroidia|o__Bacteroidales|f__Prevotellaceae|g__Prevotella\
|s__Prevotella_copri_clade_A\t2|976|200643|171549|171552|838|165179\t40.0\t
k__Bacteria|p__Bacteroidetes|c__Bacteroidia|o__Bacteroidales|f__Prevotellaceae|g__Prevotella\
|s__Prevotella_copri_clade_A|t__SGB1626\t2|976|200643|171549|171552|838|165179|\t40.0\t
k__Bacteria|p__Bacteroidetes|c__Bacteroidia|o__Bacteroidales|f__Prevotellaceae|g__Prevotella\
|s__Prevotella_copri_clade_C\t2|976|200643|171549|171552|838|165179\t21.0\t
k__Bacteria|p__Bacteroidetes|c__Bacteroidia|o__Bacteroidales|f__Prevotellaceae|g__Prevotella\
|s__Prevotella_copri_clade_C|t__SGB1644\t2|976|200643|171549|171552|838|165179|\t21.0\t
k__Bacteria|p__Firmicutes|c__Clostridia|o__Eubacteriales|f__Lachnospiraceae|g__Roseburia\
|s__Roseburia_hominis\t2|1239|186801|186802|186803|841|301301\t20.0\t
k__Bacteria|p__Firmicutes|c__Clostridia|o__Eubacteriales|f__Lachnospiraceae|g__Roseburia\
|s__Roseburia_hominis|t__SGB4936\t2|1239|186801|186802|186803|841|301301|\t20.0\t
"""

METAPHLAN4_STATS = """\
#mpa_vJan21_CHOCOPhlAnSGB_202103
#metaphlan reads.bowtie2.bz2 --input_type bowtie2out -t rel_ab_w_read_stats
#2948649 reads processed
#SampleID\tSRR000001
#Estimated reads mapped to known clades: 1788459
#clade_name\tclade_taxid\trelative_abundance\tcoverage\testimated_number_of_reads_from_the_clade
UNCLASSIFIED\t-1\t25.0\t-\t1160190
k__Bacteria\t2\t75.0\t0.29824\t1788459
k__Bacteria|p__Firmicutes|c__Clostridia|o__Eubacteriales|f__Lachnospiraceae|g__Roseburia\
|s__Roseburia_hominis\t2|1239|186801|186802|186803|841|301301\t75.0\t0.29824\t1788459
"""

METAPHLAN42_MERGED = """\
#mpa_vJan25_CHOCOPhlAnSGB_202503
clade_name\tS1\tS2
UNCLASSIFIED\t14.84\t0.0
k__Bacteria\t85.16\t100.0
k__Bacteria|p__Firmicutes\t85.16\t100.0
k__Bacteria|p__Firmicutes|c__Clostridia|o__Eubacteriales|f__Lachnospiraceae|g__Roseburia\
|s__Roseburia_hominis\t85.16\t30.0
k__Bacteria|p__Firmicutes|c__Clostridia|o__Eubacteriales|f__Lachnospiraceae|g__Blautia\
|s__Blautia_wexlerae\t0.0\t70.0
"""

METAPHLAN2_MERGED = """\
ID\tS1\tS2
#SampleID\tMetaphlan2_Analysis\tMetaphlan2_Analysis
k__Bacteria\t100.0\t100.0
k__Bacteria|p__Bacteroidetes|c__Bacteroidia|o__Bacteroidales|f__Bacteroidaceae|g__Bacteroides\
|s__Bacteroides_uniformis\t100.0\t25.0
k__Bacteria|p__Bacteroidetes|c__Bacteroidia|o__Bacteroidales|f__Bacteroidaceae|g__Bacteroides\
|s__Bacteroides_vulgatus\t0.0\t75.0
"""

SYLPHMPA = """\
#SampleID\treads/person_1.fastq.gz\tTaxonomies_used:['GTDB_r220']
clade_name\trelative_abundance\tsequence_abundance\tANI (if strain-level)\
\tCoverage (if strain-level)
d__Bacteria\t100.0001\t100.0\tNA\tNA
d__Bacteria|p__Bacillota_A\t60.0\t55.0\tNA\tNA
d__Bacteria|p__Bacteroidota\t40.0001\t45.0\tNA\tNA
d__Bacteria|p__Bacillota_A|c__Clostridia|o__Oscillospirales|f__Ruminococcaceae|g__Faecalibacterium\
|s__Faecalibacterium prausnitzii_C\t60.0\t55.0\tNA\tNA
d__Bacteria|p__Bacteroidota|c__Bacteroidia|o__Bacteroidales|f__Bacteroidaceae|g__Bacteroides\
|s__Bacteroides uniformis\t40.0001\t45.0\tNA\tNA
d__Bacteria|p__Bacillota_A|c__Clostridia|o__Oscillospirales|f__Ruminococcaceae|g__Faecalibacterium\
|s__Faecalibacterium prausnitzii_C|t__GCF_000000001.1\t60.0\t55.0\t97.5\t3.2
d__Bacteria|p__Bacteroidota|c__Bacteroidia|o__Bacteroidales|f__Bacteroidaceae|g__Bacteroides\
|s__Bacteroides uniformis|t__GCF_000000002.1\t40.0001\t45.0\t98.5\t5.1
"""

SYLPH_RAW = """\
Sample_file\tGenome_file\tTaxonomic_abundance\tSequence_abundance\tAdjusted_ANI\tEff_cov\tContig_name
reads.fq\tGCF_1.fna\t78.1\t81.8\t97.5\t264.0\tNC_1 Some organism, complete genome
"""

KRAKEN2 = """\
 20.00\t2000\t2000\tU\t0\tunclassified
 80.00\t8000\t10\tR\t1\troot
 79.90\t7990\t0\tR1\t131567\t  cellular organisms
 69.90\t6990\t90\tD\t2\t    Bacteria
 40.00\t4000\t0\tP\t976\t      Bacteroidota
 40.00\t4000\t0\tC\t200643\t        Bacteroidia
 40.00\t4000\t0\tO\t171549\t          Bacteroidales
 40.00\t4000\t0\tF\t815\t            Bacteroidaceae
 40.00\t4000\t500\tG\t816\t              Bacteroides
 35.00\t3500\t3000\tS\t820\t                Bacteroides uniformis
  5.00\t500\t500\tS1\t411479\t                  Bacteroides uniformis ATCC 8492
 29.00\t2900\t0\tP\t1239\t      Bacillota
 29.00\t2900\t400\tG\t216851\t        Faecalibacterium
 25.00\t2500\t2500\tS\t853\t          Faecalibacterium prausnitzii
 10.00\t1000\t0\tD\t2759\t    Eukaryota
 10.00\t1000\t0\tK\t33208\t      Metazoa
 10.00\t1000\t0\tG\t9605\t        Homo
 10.00\t1000\t1000\tS\t9606\t          Homo sapiens
"""

KRAKEN2_8 = """\
 10.00\t100\t100\t0\t0\tU\t0\tunclassified
 90.00\t900\t0\t1200\t1000\tR\t1\troot
 90.00\t900\t0\t1200\t1000\tD\t2\t  Bacteria
 90.00\t900\t100\t1200\t1000\tG\t841\t    Roseburia
 80.00\t800\t800\t1100\t900\tS\t301301\t      Roseburia hominis
"""

BRACKEN = """\
name\ttaxonomy_id\ttaxonomy_lvl\tkraken_assigned_reads\tadded_reads\tnew_est_reads\tfraction_total_reads
Homo sapiens\t9606\tS\t900\t100\t1000\t0.10000
Bacteroides vulgatus\t821\tS\t5000\t1000\t6000\t0.60000
Faecalibacterium prausnitzii\t853\tS\t2500\t500\t3000\t0.30000
"""

BRACKEN_COMBINED = """\
name\ttaxonomy_id\ttaxonomy_lvl\tP1_num\tP1_frac\tP2_num\tP2_frac
Bacteroides vulgatus\t821\tS\t6000\t0.75\t0\t0.0
Faecalibacterium prausnitzii\t853\tS\t2000\t0.25\t5000\t1.0
"""

MOTUS = """\
# git tag version 3.1.0 | motus version 3.1.0 | map_tax 3.1.0 | gene database: nr3.1.0 \
| calc_mgc 3.1.0 -y insert.scaled_counts -l 75 | calc_motu 3.1.0 -k mOTU -C no_CAMI -g 3 -c -p \
| taxonomy: ref_mOTU_3.1.0 meta_mOTU_3.1.0
# call: motus profile -p -c -s reads.fq.gz -n person_1
#consensus_taxonomy\tNCBI_tax_id\tperson_1
Leptospira alexanderi [ref_mOTU_v31_00001]\t100053\t0
Faecalibacterium prausnitzii [ref_mOTU_v31_06108]\t853\t300
Faecalibacterium prausnitzii [ref_mOTU_v31_06110]\t853\t100
Chryseobacterium artocarpi/ureilyticum [ref_mOTU_v31_00007]\tNA\t40
Bacteroides uniformis [ref_mOTU_v31_00855]\t820\t360
unknown Roseburia [meta_mOTU_v31_12345]\tNA\t100
unassigned\tNA\t100
"""

MOTUS_MERGED = """\
# motus version 2.5.1 | merge 2.5.1
# call: motus merge -i a.motus,b.motus -o merged.motus
#consensus_taxonomy\ta\tb
Faecalibacterium prausnitzii [ref_mOTU_v25_06108]\t0.5000000000\t0.1000000000
Bacteroides uniformis [ref_mOTU_v25_00855]\t0.3000000000\t0.9000000000
-1\t0.2000000000\t0.0000000000
"""

CAMI = """\
# Taxonomic Profiling Output
@SampleID:one
@Version:0.9.1
@Ranks:superkingdom|phylum|class|order|family|genus|species|strain
@TaxonomyID:ncbi-taxonomy_2024
@__program__:invented
@@TAXID\tRANK\tTAXPATH\tTAXPATHSN\tPERCENTAGE
2\tsuperkingdom\t2\tBacteria\t100
1239\tphylum\t2|1239\tBacteria|Firmicutes\t70
976\tphylum\t2|976\tBacteria|Bacteroidetes\t30
841\tgenus\t2|1239||||841\tBacteria|Firmicutes||||Roseburia\t70
301301\tspecies\t2|1239||||841|301301\tBacteria|Firmicutes||||Roseburia|Roseburia hominis\t60
820\tspecies\t2|976|||||820\tBacteria|Bacteroidetes|||||Bacteroides uniformis\t30

@SampleID:two
@Version:0.9.1
@Ranks:superkingdom|phylum|class|order|family|genus|species|strain
@@TAXID\tRANK\tTAXPATH\tTAXPATHSN\tPERCENTAGE\t_CAMI_genomeID
2\tsuperkingdom\t2\tBacteria\t100\t
820\tspecies\t2|976|||||820\tBacteria|Bacteroidetes|||||Bacteroides uniformis\t100\tg1
"""

OTU_TABLE = """\
# Constructed from biom file
#OTU ID\tS1\tS2\ttaxonomy
OTU1\t900.0\t100.0\tk__Bacteria; p__Firmicutes; c__Clostridia; o__Clostridiales; \
f__Lachnospiraceae; \
g__Blautia; s__
OTU2\t300.0\t300.0\tk__Bacteria; p__Firmicutes; c__Clostridia; o__Clostridiales; \
f__Ruminococcaceae; \
g__Faecalibacterium; s__prausnitzii
OTU3\t600.0\t600.0\tk__Bacteria; p__Bacteroidetes; c__Bacteroidia; o__Bacteroidales; \
f__Bacteroidaceae; \
g__Bacteroides; s__
OTU4\t100.0\t0.0\tk__Bacteria; p__Cyanobacteria; c__Chloroplast; o__Streptophyta; f__; g__; s__
OTU5\t100.0\t0.0\tUnassigned
"""

OMBRE = """\
tax_name,tax_rank,count,count_norm,taxon,parent
root,root,10100,1010000,1,
Bacteria,superkingdom,10000,1000000,2,131567
Firmicutes,phylum,6000,600000,1239,2
Bacteroidetes,phylum,4000,400000,976,2
Roseburia,genus,5000,500000,841,1239
Bacteroides,genus,4000,400000,816,976
Bacteroides uniformis,species,1000,100000,820,816
"""

TAXON_RANK = """\
taxon_id,rank,name,parent,count
1239,phylum,Firmicutes,Bacteria,7000
186803,family,Lachnospiraceae,Firmicutes,7000
841,genus,Roseburia,Lachnospiraceae,5000
572511,genus,Blautia,Lachnospiraceae,2000
816,genus,Bacteroides,Bacteroidaceae,3000
"""

TAXID_CSV = """\
853, 40.0, 75
820, 35.5, 60
301301, 24.5
"""

WIDE = """\
sample_id,Bacteroides uniformis,Roseburia hominis,Prevotella copri,Homo sapiens
person 1,45.0,30.0,20.0,5.0
person 2,10.5,89.5,0.0,0.0
"""

WIDE_DOWN = """\
taxon,person 1,person 2
Bacteroides,450,105
Roseburia,300,895
unclassified_Lachnospiraceae,250,0
"""

LONG = """\
sample_id,species,abundance
person 1,Bacteroides uniformis,0.45
person 1,Roseburia hominis,0.55
person 2,Roseburia hominis,1.0
"""

MICOM = """\
sample_id,id,genus,species,abundance
one,Bacteroides_uniformis,Bacteroides,Bacteroides uniformis,1200
one,Roseburia_hominis,Roseburia,Roseburia hominis,800
"""

MAPPED = """\
Report of a lab;;
Bacteriesoort;Percentage gevonden;Opmerking
Bacteroides uniformis;45,5;veel
Roseburia hominis;54,5;
"""

UBIOME = {
    "download_time_utc": "2016-07-30T02:04:44Z",
    "sequencing_revision": "72126",
    "site": "gut",
    "sampling_time": "2014-05-16T07:56:00.000Z",
    "notes": "",
    "ubiome_bacteriacounts": [
        {"taxon": 1, "parent": 0, "count": 20200, "count_norm": 1010000, "tax_name": "root",
         "tax_rank": "root"},
        {"taxon": "2", "parent": "131567", "count": "20000", "count_norm": "1000000",
         "avg": None, "tax_name": "Bacteria", "tax_rank": "superkingdom", "tax_color": None},
        {"taxon": 1239, "parent": 2, "count": 12000, "count_norm": 600000,
         "tax_name": "Firmicutes", "tax_rank": "phylum"},
        {"taxon": 976, "parent": 2, "count": 8000, "count_norm": 400000,
         "tax_name": "Bacteroidetes", "tax_rank": "phylum"},
        {"taxon": 841, "parent": 1239, "count": 12000, "count_norm": 600000,
         "tax_name": "Roseburia", "tax_rank": "genus"},
        {"taxon": 816, "parent": 976, "count": 8000, "count_norm": 400000,
         "tax_name": "Bacteroides", "tax_rank": "genus"},
    ],
}  # fmt: skip

BIOM_JSON = {
    "id": None,
    "format": "Biological Observation Matrix 1.0.0",
    "format_url": "http://biom-format.org",
    "type": "OTU table",
    "generated_by": "invented",
    "date": "2011-12-19T19:00:00",
    "rows": [
        {"id": "OTU1", "metadata": {"taxonomy": [
            "k__Bacteria", "p__Firmicutes", "c__Clostridia", "o__Clostridiales",
            "f__Lachnospiraceae", "g__Roseburia", "s__"]}},
        {"id": "OTU2", "metadata": {"taxonomy": "k__Bacteria; p__Bacteroidetes; c__Bacteroidia; "
                                    "o__Bacteroidales; f__Bacteroidaceae; g__Bacteroides; s__"}},
        {"id": "OTU3", "metadata": {"taxonomy": ["Unassigned"]}},
    ],
    "columns": [{"id": "S1", "metadata": None}, {"id": "S2", "metadata": {"BODY_SITE": "gut"}}],
    "matrix_type": "sparse",
    "matrix_element_type": "int",
    "shape": [3, 2],
    "data": [[0, 0, 1200], [0, 1, 300], [1, 0, 600], [1, 1, 900], [2, 0, 200]],
}  # fmt: skip

TAXONOMY = """\

Feature ID\tTaxon\tConfidence
# a comment
f1\td__Bacteria; p__Firmicutes; c__Clostridia; o__Lachnospirales; \
f__Lachnospiraceae; g__Roseburia\t0.99

f2\td__Bacteria;p__Bacteroidota;c__Bacteroidia;o__Bacteroidales;f__Bacteroidaceae;g__Bacteroides;\t0.9
f3\td__Bacteria; p__Firmicutes; __; __; __; __\t0.8
f4\td__Bacteria; p__Proteobacteria; c__Alphaproteobacteria; o__Rickettsiales; f__Mitochondria\t0.7
f5\tUnassigned\t0.6
"""

FEATURES = {
    "ids": ["f1", "f2", "f3", "f4", "f5"],
    "samples": ["S1", "S2"],
    "values": [[700.0, 100.0], [300.0, 900.0], [50.0, 0.0], [50.0, 0.0], [100.0, 0.0]],
}

TEXTS: dict[str, tuple[str, str]] = {
    "metaphlan2": ("metaphlan", METAPHLAN2),
    "metaphlan3": ("metaphlan", METAPHLAN3),
    "metaphlan4": ("metaphlan", METAPHLAN4),
    "metaphlan4-stats": ("metaphlan", METAPHLAN4_STATS),
    "metaphlan42-merged": ("metaphlan", METAPHLAN42_MERGED),
    "metaphlan2-merged": ("metaphlan", METAPHLAN2_MERGED),
    "sylphmpa": ("sylphmpa", SYLPHMPA),
    "kraken2": ("kraken2", KRAKEN2),
    "kraken2-8": ("kraken2", KRAKEN2_8),
    "bracken": ("bracken", BRACKEN),
    "bracken-combined": ("bracken", BRACKEN_COMBINED),
    "motus": ("motus", MOTUS),
    "motus-merged": ("motus", MOTUS_MERGED),
    "cami": ("cami", CAMI),
    "otu-table": ("otu-table", OTU_TABLE),
    "ombre": ("ombre", OMBRE),
    "taxon-rank": ("taxon-rank-csv", TAXON_RANK),
    "taxid": ("taxid-csv", TAXID_CSV),
    "wide": ("wide", WIDE),
    "wide-down": ("wide", WIDE_DOWN),
    "long": ("long", LONG),
    "micom": ("long", MICOM),
    "ubiome": ("ubiome", json.dumps(UBIOME)),
    "biom-json": ("biom-json", json.dumps(BIOM_JSON)),
}
"""Name to (format id, content) of every text file above."""


def zipped(members: Mapping[str, bytes | str]) -> bytes:
    """Return an archive with these members."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def qza(kind: str, members: Mapping[str, bytes | str], layout: str = "BIOMV210DirFmt") -> bytes:
    """Return a QIIME 2 artefact."""
    return zipped(
        {
            f"{UUID}/VERSION": "QIIME 2\narchive: 5\nframework: 2022.11.1\n",
            f"{UUID}/metadata.yaml": f"uuid: {UUID}\ntype: {kind}\nformat: {layout}\n",
            f"{UUID}/provenance/metadata.yaml": f"uuid: {UUID}\ntype: {kind}\nformat: {layout}\n",
            **{f"{UUID}/data/{name}": content for name, content in members.items()},
        }
    )


def hdf5_biom(
    ids: list[str], samples: list[str], values: list[list[float]], taxa: object = None
) -> bytes:
    """Return a BIOM 2 file; `values` is features by samples, `taxa` a list of lists or None."""
    import h5py
    import numpy as np

    table = np.array(values)
    indptr, indices, data = [0], [], []
    for row in table:
        (at,) = np.nonzero(row)
        indices.extend(at.tolist())
        data.extend(row[at].tolist())
        indptr.append(len(indices))
    out = io.BytesIO()
    text = h5py.string_dtype()
    with h5py.File(out, "w") as file:
        file.attrs["format-url"] = "http://biom-format.org"
        file.attrs["format-version"] = (2, 1)
        file.attrs["shape"] = table.shape
        file.create_dataset("observation/ids", data=ids, dtype=text)
        file.create_dataset("sample/ids", data=samples, dtype=text)
        file.create_dataset("observation/matrix/indptr", data=np.array(indptr, np.int32))
        file.create_dataset("observation/matrix/indices", data=np.array(indices, np.int32))
        file.create_dataset("observation/matrix/data", data=np.array(data, float))
        file.create_group("observation/metadata")
        if taxa is not None:
            file.create_dataset("observation/metadata/taxonomy", data=taxa, dtype=text)
    return out.getvalue()


def write(folder: Path, content: str | bytes, name: str = "my_sample.txt") -> Path:
    """Write a file for a test."""
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path
